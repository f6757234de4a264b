import {
  createNoopMeter,
  metrics,
  type Gauge,
  type Histogram,
  type Meter,
  type MeterProvider,
  type Observable,
  type UpDownCounter,
} from '@opentelemetry/api';
import type { MetricDeclaration, MetricKind } from '../catalog/catalog.ts';
import type { Providers } from '../providers.ts';

/** The meter provider of the moment. The OpenTelemetry API has no proxy for it, so instruments compare it on use. */
export type MeterSource = () => MeterProvider;

export function meterSource(providers: Providers): MeterSource {
  const fixed = providers.meterProvider;
  return fixed ? () => fixed : globalSource;
}

function globalSource(): MeterProvider {
  return metrics.getMeterProvider();
}

type Adder = Pick<UpDownCounter, 'add'>;
type Recording = Pick<Histogram | Gauge, 'record'>;
export type ApiInstrument = Adder | Recording | Observable;

/** Makes the API's instrument for a declaration, or undefined where no SDK stands behind the meter. May throw. */
export function createApiInstrument(
  meter: Meter,
  declaration: MetricDeclaration,
): ApiInstrument | undefined {
  const instrument = createWith(meter, declaration);
  return instrument === createWith(createNoopMeter(), declaration) ? undefined : instrument;
}

const CREATORS = {
  counter: 'createCounter',
  upDownCounter: 'createUpDownCounter',
  histogram: 'createHistogram',
  gauge: 'createGauge',
  observableCounter: 'createObservableCounter',
  observableUpDownCounter: 'createObservableUpDownCounter',
  observableGauge: 'createObservableGauge',
} as const satisfies Record<MetricKind, keyof Meter>;

function createWith(meter: Meter, declaration: MetricDeclaration): ApiInstrument {
  const { name, unit, description, kind } = declaration;
  const advice =
    declaration.kind === 'histogram'
      ? { advice: { explicitBucketBoundaries: [...declaration.buckets] } }
      : {};
  return meter[CREATORS[kind]](name, { unit, description, ...advice });
}
