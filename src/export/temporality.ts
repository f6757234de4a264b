import type { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { Settings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';

type Temporality = Settings['metrics']['temporality'];

/**
 * Instruments whose values are sent as changes, by the temporality preference of the OTLP exporter specification; all others are
 * sent as totals. The exporters know it too, but are loaded with the first export only, and the reader asks before.
 */
const AS_CHANGES: Readonly<Record<Temporality, readonly `${InstrumentType}`[]>> = {
  cumulative: [],
  delta: ['COUNTER', 'OBSERVABLE_COUNTER', 'HISTOGRAM', 'GAUGE', 'OBSERVABLE_GAUGE'],
  lowmemory: ['COUNTER', 'HISTOGRAM'],
};

export function temporalitySelector(
  preference: Temporality,
): (instrument: InstrumentType) => AggregationTemporality {
  const { AggregationTemporality } = sdk.metrics();
  const asChanges = new Set<string>(AS_CHANGES[preference]);
  return (instrument) =>
    asChanges.has(instrument) ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
}
