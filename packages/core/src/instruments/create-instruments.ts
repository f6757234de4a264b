import { isMetric } from '../catalog/catalog-signals.ts';
import type { Catalog, MetricDeclaration } from '../catalog/catalog.ts';
import type { Providers } from '../providers.ts';
import type { Instruments } from './instrument-types.ts';
import { ObservableInstrument } from './observable-instrument.ts';
import { CounterInstrument, RecordInstrument } from './recorded-instruments.ts';
import { Recorder } from './recorder.ts';

/**
 * Makes the instruments of a catalog's metrics: typed, guarded and bound late.
 *
 * They may be made at module level before any SDK is registered; they follow `providers.meterProvider` or, without one, the
 * provider registered with the OpenTelemetry API, also when it is replaced. Measuring never throws. What is dropped or
 * trimmed is counted in `providers.drops` and said once through `providers.notices`.
 *
 * @example
 * const instruments = createInstruments(jobCatalog);
 * instruments.duration.record(0.25, { 'fluxora.job.outcome': 'ok' });
 */
export function createInstruments<C extends Catalog>(
  catalog: C,
  providers: Providers = {},
): Instruments<C> {
  const entries = Object.entries(catalog.signals).flatMap(([key, signal]) =>
    isMetric(signal) ? [[key, createInstrument(catalog, signal, providers)] as const] : [],
  );
  return Object.freeze(Object.fromEntries(entries)) as unknown as Instruments<C>;
}

function createInstrument(catalog: Catalog, metric: MetricDeclaration, providers: Providers) {
  switch (metric.kind) {
    case 'counter':
    case 'upDownCounter':
      return new CounterInstrument(new Recorder(catalog, metric, providers));
    case 'histogram':
    case 'gauge':
      return new RecordInstrument(new Recorder(catalog, metric, providers));
    default:
      return new ObservableInstrument(catalog, metric, providers);
  }
}
