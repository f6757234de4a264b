import { createInstruments, type Instruments, type Providers } from '@fluxora/telemetry-core';
import { httpServerCatalog } from '../catalog.ts';
import { OpenRequests } from './open-requests.ts';
import { SeriesCache } from './series.ts';

/**
 * The metrics of all servers that report to one meter provider. Shared, since two observers of one gauge would overwrite
 * each other: an app with two `expressTelemetry()` has one number of active requests.
 */
export class ServerMetrics {
  readonly instruments: Instruments<typeof httpServerCatalog>;
  readonly open = new OpenRequests();
  readonly series: SeriesCache;
  #users = 0;
  #stopObserving: (() => void) | undefined;

  constructor(providers: Providers) {
    this.instruments = createInstruments(httpServerCatalog, providers);
    this.series = new SeriesCache(this.instruments);
  }

  /** Observes as long as anybody uses it. Returns what gives the use back. */
  use(): () => void {
    this.#users += 1;
    this.#stopObserving ??= this.open.observe(this.instruments);
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

const byMeterProvider = new WeakMap<object, ServerMetrics>();
/** Stands for the provider registered with the API, which may change. */
const GLOBAL = {};

export function serverMetrics(providers: Providers): ServerMetrics {
  const key = providers.meterProvider ?? GLOBAL;
  let metrics = byMeterProvider.get(key);
  if (metrics === undefined) {
    metrics = new ServerMetrics(providers);
    byMeterProvider.set(key, metrics);
  }
  return metrics;
}
