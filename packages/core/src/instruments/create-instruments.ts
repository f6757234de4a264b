import { isMetric } from '../catalog/catalog-signals.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Providers } from '../providers.ts';
import { InstrumentSetup } from './instrument-setup.ts';
import type { Instruments } from './instrument-types.ts';
import { ObservableInstrument } from './observable-instrument.ts';
import { CounterInstrument, RecordInstrument } from './recorded-instruments.ts';
import { Recorder } from './recorder.ts';

/**
 * Makes the instruments of a catalog's metrics: typed, guarded and bound late.
 *
 * They may be made at module level before any SDK is registered; they follow `providers.meterProvider` or, without one, the
 * provider registered with the OpenTelemetry API, also when it is replaced. Measuring never throws. What is dropped or
 * trimmed is counted in `providers.drops` and said once through `providers.notices`; while there is no SDK nothing is
 * checked, counted or said.
 *
 * Called again for the same catalog and providers it returns the same instruments: their limits belong to the process, not to
 * the caller.
 *
 * @example
 * const instruments = createInstruments(jobCatalog);
 * instruments.duration.record(0.25, { 'fluxora.job.outcome': 'ok' });
 */
export function createInstruments<C extends Catalog>(
  catalog: C,
  providers: Providers = {},
): Instruments<C> {
  const { meterProvider = NONE, drops = NONE, notices = NONE } = providers;
  const made = [catalog, meterProvider, drops].reduce(branchOf, MADE);
  const instruments = made.get(notices) ?? makeInstruments(catalog, providers);
  made.set(notices, instruments);
  return instruments as Instruments<C>;
}

/** Stands for an absent member of the providers. */
const NONE = {};

type Branch = WeakMap<object, unknown>;

/** Instruments by catalog, meter provider, drops and notices. Weak, so that an isolated set-up can be collected. */
const MADE: Branch = new WeakMap();

function branchOf(parent: Branch, key: object): Branch {
  const branch = (parent.get(key) as Branch | undefined) ?? new WeakMap();
  parent.set(key, branch);
  return branch;
}

function makeInstruments(catalog: Catalog, providers: Providers): object {
  const entries = Object.entries(catalog.signals).flatMap(([key, signal]) =>
    isMetric(signal)
      ? [[key, instrumentOf(new InstrumentSetup(catalog, signal, providers))] as const]
      : [],
  );
  return Object.freeze(Object.fromEntries(entries));
}

function instrumentOf(setup: InstrumentSetup) {
  switch (setup.metric.kind) {
    case 'counter':
    case 'upDownCounter':
      return new CounterInstrument(new Recorder(setup));
    case 'histogram':
    case 'gauge':
      return new RecordInstrument(new Recorder(setup));
    default:
      return new ObservableInstrument(setup);
  }
}
