import { createInstruments, type Instruments, type Providers } from '@fluxora/telemetry-core';
import { httpServerCatalog } from '../catalog.ts';
import { OpenRequests } from './open-requests.ts';
import { SeriesCache } from './series.ts';

type ServerInstruments = Instruments<typeof httpServerCatalog>;

/** The metrics of all servers that report through one set of providers. */
export class ServerMetrics {
  readonly series: SeriesCache;
  readonly open: OpenRequests;
  readonly #observation: Observation;

  constructor(instruments: ServerInstruments, observation: Observation) {
    this.series = new SeriesCache(instruments);
    this.open = observation.open;
    this.#observation = observation;
  }

  get instruments(): ServerInstruments {
    return this.series.instruments;
  }

  /** Observes as long as anybody uses it. Returns what gives the use back. */
  use(): () => void {
    return this.#observation.use(this.instruments);
  }
}

/**
 * What is open at all servers that report to one meter provider. Shared, since two observers of one gauge would overwrite
 * each other: an app with two `expressTelemetry()` has one number of active requests.
 */
class Observation {
  readonly open = new OpenRequests();
  #users = 0;
  #stopObserving: (() => void) | undefined;

  use(instruments: ServerInstruments): () => void {
    this.#users += 1;
    this.#stopObserving ??= this.open.observe(instruments);
    let isUsing = true;
    return () => {
      if (!isUsing) return;
      isUsing = false;
      this.#users -= 1;
      if (this.#users > 0) return;
      this.#stopObserving?.();
      this.#stopObserving = undefined;
    };
  }
}

/** By instruments, which are the same for the same providers, drops and notices. */
const metricsByInstruments = new WeakMap<object, ServerMetrics>();
const observationByMeterProvider = new WeakMap<object, Observation>();
/** Stands for the provider registered with the API, which may change. */
const GLOBAL = {};

export function serverMetrics(providers: Providers): ServerMetrics {
  const instruments = createInstruments(httpServerCatalog, providers);
  return remembered(metricsByInstruments, instruments, () => {
    const meterProvider = providers.meterProvider ?? GLOBAL;
    return new ServerMetrics(
      instruments,
      remembered(observationByMeterProvider, meterProvider, () => new Observation()),
    );
  });
}

function remembered<Value>(values: WeakMap<object, Value>, key: object, make: () => Value): Value {
  let value = values.get(key);
  if (value === undefined) {
    value = make();
    values.set(key, value);
  }
  return value;
}
