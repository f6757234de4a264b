import {
  createNoopMeter,
  type Gauge,
  type Histogram,
  type Meter,
  type Observable,
  type UpDownCounter,
} from '@opentelemetry/api';
import type { MetricDeclaration, MetricKind } from '../catalog/catalog.ts';

export type ApiInstrument = UpDownCounter | Histogram | Gauge | Observable;

const CREATORS = {
  counter: 'createCounter',
  upDownCounter: 'createUpDownCounter',
  histogram: 'createHistogram',
  gauge: 'createGauge',
  observableCounter: 'createObservableCounter',
  observableUpDownCounter: 'createObservableUpDownCounter',
  observableGauge: 'createObservableGauge',
} as const satisfies Record<MetricKind, keyof Meter>;

/** Makes the API's instrument for a declaration, or undefined where no SDK stands behind the meter. May throw. */
export function createApiInstrument(
  meter: Meter,
  metric: MetricDeclaration,
): ApiInstrument | undefined {
  const instrument = createFrom(meter, metric);
  // The API's no-op instruments are one object per kind, so identity tells.
  return instrument === createFrom(createNoopMeter(), metric) ? undefined : instrument;
}

function createFrom(meter: Meter, metric: MetricDeclaration): ApiInstrument {
  const { name, unit, description, kind } = metric;
  const advice =
    metric.kind === 'histogram'
      ? { advice: { explicitBucketBoundaries: [...metric.buckets] } }
      : {};
  return meter[CREATORS[kind]](name, { unit, description, ...advice });
}
