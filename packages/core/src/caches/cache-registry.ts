import { createInstruments } from '../instruments/create-instruments.ts';
import type { Instruments } from '../instruments/instrument-types.ts';
import type { Providers } from '../providers.ts';
import { CacheSignals, type CacheSize } from './cache-signals.ts';
import { CACHE_OUTCOMES, cacheCatalog, EVICTION_REASONS } from './catalog.ts';

/**
 * Names that are told apart. The instruments' guard sends those beyond its own, lower limit to the overflow series; this one
 * bounds our memory when names are built from input.
 */
const MAX_NAMES = 1_000;

type CacheInstruments = Instruments<typeof cacheCatalog>;

/** One registry per set of instruments, that is per set of providers; it lives as long as they do. */
const registries = new WeakMap<CacheInstruments, Map<string, CacheSignals>>();

/** What is recorded under a cache name; the same object for the same name and providers. */
export function cacheSignals(name: string, providers: Providers = {}): CacheSignals {
  const instruments = createInstruments(cacheCatalog, providers);
  let byName = registries.get(instruments);
  if (byName === undefined) {
    byName = new Map();
    registries.set(instruments, byName);
    observeAll(instruments, byName);
  }
  let signals = byName.get(name);
  if (signals === undefined) {
    signals =
      byName.size < MAX_NAMES ? new CacheSignals(name, instruments, providers) : lastOf(byName);
    byName.set(signals.name, signals);
  }
  return signals;
}

/** Beyond the bound all share the last name, which is far beyond the guard's limit and so reported as overflow. */
function lastOf(byName: ReadonlyMap<string, CacheSignals>): CacheSignals {
  return [...byName.values()].at(-1) as CacheSignals;
}

function observeAll(
  instruments: CacheInstruments,
  byName: ReadonlyMap<string, CacheSignals>,
): void {
  instruments.requests.observe((observe) => {
    for (const { name, tally } of byName.values()) {
      // Those that are still 0 too: PromQL's `increase()` misses the first value of a series.
      for (const outcome of CACHE_OUTCOMES) {
        observe(tally[outcome], {
          'fluxora.cache.name': name,
          'fluxora.cache.outcome': outcome,
        });
      }
    }
  });
  instruments.evictions.observe((observe) => {
    for (const { name, tally, knowsEvictions } of byName.values()) {
      if (!knowsEvictions) continue;
      for (const reason of EVICTION_REASONS) {
        observe(tally[reason], {
          'fluxora.cache.name': name,
          'fluxora.cache.eviction.reason': reason,
        });
      }
    }
  });
  const observeSize = (what: keyof CacheSize): void => {
    instruments[what].observe((observe) => {
      for (const signals of byName.values()) {
        const value = signals.size()[what];
        if (value !== undefined) observe(value, { 'fluxora.cache.name': signals.name });
      }
    });
  };
  for (const what of ['entries', 'maxEntries', 'usage', 'limit'] as const) observeSize(what);
}
