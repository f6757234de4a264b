import { quote } from '../catalog/quote.ts';
import type { Providers } from '../providers.ts';
import { TelemetryError } from '../telemetry-error.ts';
import { asyncMethods } from './async-methods.ts';
import { asyncPlans } from './async-plans.ts';
import { createFacade } from './cache-facade.ts';
import { CACHE_KINDS, type CacheKind, cacheKindOf, isNativeMap } from './cache-kind.ts';
import { cacheSignals } from './cache-registry.ts';
import type { CacheSignals, CacheSize } from './cache-signals.ts';
import { type AnyCache, CacheWatch, type Method } from './cache-watch.ts';
import { lruMethods, lruSize } from './lru-methods.ts';
import { nameProblems } from './name-problems.ts';
import { REDIS_PLANS } from './redis-plans.ts';
import { noteSwallowedFailures } from './swallowed-failures.ts';
import { syncMethods, timed } from './sync-methods.ts';
import { wrapMethod } from './wrap-method.ts';

export interface ObserveCacheOptions {
  /** What the cache is. @defaultValue recognised by its methods; needed where they do not tell whether `get` gives a promise */
  readonly kind?: CacheKind;
  /**
   * Measure the time of every operation (`fluxora.cache.operation.duration`), about 1 µs.
   * @defaultValue true for caches that answer with promises, false for those in memory: it costs far more than they do
   */
  readonly durations?: boolean;
  /** Whether what a read gave means "not there". @defaultValue `undefined` does; on Redis `null`, too */
  readonly isMiss?: (value: unknown) => boolean;
  /**
   * Count a `has()` that says no as a miss, for code that asks `has()` before `get()`. Switch it off where `get()` is called
   * in any case. @defaultValue true
   */
  readonly countHas?: boolean;
  /** Whether the sizes that an `LRUCache` calculates are bytes. @defaultValue true */
  readonly sizesAreBytes?: boolean;
  readonly providers?: Providers;
}

/**
 * Counts what a cache is asked for and what becomes of it (hit, miss, stale, coalesced, error), and reports its size, its
 * evictions and the time of its operations where they can be known.
 *
 * Returns an object to use in place of the cache: of the same type and class, with the same entries and methods. Only calls on
 * it are seen; the cache itself stays as it is, and neither keys nor values are recorded. Results and errors pass through
 * untouched. A `get` on a `Map` costs about 5 ns more. What differs from the cache itself is listed in docs/guides/caches.md.
 *
 * Understood are `Map`, `WeakMap` and whatever has their `get` and `set`, lru-cache, Keyv, cache-manager, and the clients of
 * redis and ioredis, of which only the commands that read and write values are measured.
 *
 * Observing the same cache again under the same name returns the same object, with the options of the first time. Different
 * caches may share a name: their counts and sizes are added up. A cache that becomes garbage stops being reported;
 * {@link stopObservingCache} stops it at once. Without an SDK, and after its shutdown, the cache works all the same.
 *
 * @param name - From code, not from input: 100 names per process are told apart, further ones share the overflow series.
 * @throws TelemetryError `cache.invalid` when it is no cache, or no known one, or the name or an option is wrong.
 *
 * @example
 * const forecasts = observeCache('forecasts', new Map<string, Forecast>());
 */
export function observeCache<T extends object>(
  name: string,
  cache: T,
  options: ObserveCacheOptions = {},
): T {
  const kind = options?.kind ?? cacheKindOf(cache);
  const problems = [
    ...nameProblems('observeCache', name),
    ...kindProblems(cache, kind),
    ...optionProblems(options),
  ];
  if (problems.length > 0 || kind === undefined || kind === 'unclear') {
    throw new TelemetryError('cache.invalid', problems);
  }
  const signals = cacheSignals(name, options.providers);
  const known = observedAs.get(cache)?.get(signals);
  if (known !== undefined) return known as T;
  const facade = observe(signals, cache, kind, options);
  // The facade itself, too: observed again under its own name it would count everything twice.
  for (const object of [cache, facade]) {
    observedAs.set(object, (observedAs.get(object) ?? new WeakMap()).set(signals, facade));
  }
  return facade as T;
}

/**
 * Ends the observation of a cache. The object that {@link observeCache} returned goes on working as the cache itself does and
 * counts nothing any more; the counts so far stay exported.
 *
 * @param observed - What {@link observeCache} returned. Anything else is returned as it is.
 * @returns The cache that was given to {@link observeCache}.
 */
export function stopObservingCache<T extends object>(observed: T): T {
  const watch = watches.get(observed);
  if (watch === undefined) return observed;
  watch.stop();
  for (const object of [watch.target, observed]) observedAs.get(object)?.delete(watch.signals);
  return watch.target as object as T;
}

/** What stands for a cache, by cache and name. */
const observedAs = new WeakMap<object, WeakMap<CacheSignals, object>>();

/** By what {@link observeCache} returned. */
const watches = new WeakMap<object, CacheWatch>();

function observe(
  signals: CacheSignals,
  cache: object,
  kind: CacheKind,
  options: ObserveCacheOptions,
): object {
  const isAsync = kind !== 'map' && kind !== 'lru-cache';
  const isMiss = options.isMiss ?? (kind === 'redis' ? isNullish : isUndefined);
  const bare = watches.get(cache)?.bare ?? cache;
  const watch = new CacheWatch(cache, bare, signals, options.durations ?? isAsync, isMiss);
  const methods = methodsOf(watch, kind, options);
  const facade = createFacade(
    watch,
    options.durations === true && !isAsync ? timed(watch, methods) : methods,
  );
  if (kind === 'lru-cache') signals.knowsEvictions = true;
  const sizeOf = kind === 'lru-cache' ? lruSize(options.sizesAreBytes ?? true) : plainSize;
  if (!isAsync) watch.onStop(signals.reportSize(cache, sizeOf));
  noteSwallowedFailures(watch, kind);
  watches.set(facade, watch);
  return facade;
}

function methodsOf(
  watch: CacheWatch,
  kind: CacheKind,
  { countHas = true, isMiss, kind: given }: ObserveCacheOptions,
): Record<string, Method> {
  const isGuessed = given === undefined && !isNativeMap(watch.bare);
  const reads = { countHas, asksIsMiss: isMiss !== undefined, isGuessed };
  switch (kind) {
    case 'map':
      return syncMethods(watch, reads);
    case 'lru-cache':
      return lruMethods(watch, reads);
    case 'redis':
      return asyncMethods(watch, REDIS_PLANS);
    case 'cache-manager':
      return { ...asyncMethods(watch, asyncPlans(countHas)), wrap: wrapMethod(watch) };
    default:
      return asyncMethods(watch, asyncPlans(countHas));
  }
}

/** A `WeakMap` has no size. */
function plainSize(cache: object): CacheSize {
  const { size } = cache as { size?: unknown };
  return typeof size === 'number' ? { entries: size } : {};
}

const isUndefined = (value: unknown): boolean => value === undefined;
const isNullish = (value: unknown): boolean => value === undefined || value === null;

function kindProblems(cache: unknown, kind: unknown): string[] {
  if (kind === 'unclear') {
    return [
      'telemetry/cache: observeCache() cannot tell whether get() of this cache gives a value or a promise. ' +
        "Pass kind: 'map' for values, kind: 'async' for promises.",
    ];
  }
  const isUsable = typeof cache === 'object' && cache !== null && hasGet(cache);
  if (kind !== undefined && isUsable) return [];
  return [
    `telemetry/cache: observeCache() was given ${quote(cache)}, which is no cache that it knows. Pass a Map or an object with ` +
      'get() and set(), an LRUCache, a Keyv, a cache of cache-manager, or a client of redis or ioredis.',
  ];
}

function hasGet(cache: object): boolean {
  try {
    return typeof (cache as AnyCache)['get'] === 'function';
  } catch {
    return false;
  }
}

const BOOLEANS = ['durations', 'countHas', 'sizesAreBytes'] as const;
const OPTIONS: ReadonlySet<string> = new Set([...BOOLEANS, 'kind', 'isMiss', 'providers']);

function optionProblems(options: unknown): string[] {
  if (typeof options !== 'object' || options === null) {
    return [`telemetry/cache: the options are ${quote(options)}. Pass an object.`];
  }
  const { kind, isMiss, ...rest } = options as Record<string, unknown>;
  const problems = Object.keys(options)
    .filter((option) => !OPTIONS.has(option))
    .map((option) => `${quote(option)} is not an option. Use any of ${[...OPTIONS].join(', ')}.`);
  if (kind !== undefined && !(CACHE_KINDS as readonly unknown[]).includes(kind)) {
    problems.push(`kind is ${quote(kind)}. Use one of ${CACHE_KINDS.join(', ')}.`);
  }
  if (isMiss !== undefined && typeof isMiss !== 'function') {
    problems.push(`isMiss is ${quote(isMiss)}. Pass a function that says whether a value is none.`);
  }
  for (const option of BOOLEANS) {
    const value = rest[option];
    if (value !== undefined && typeof value !== 'boolean') {
      problems.push(`${option} is ${quote(value)}. Use true or false.`);
    }
  }
  return problems.map((problem) => `telemetry/cache: ${problem}`);
}
