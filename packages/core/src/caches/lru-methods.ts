import type { CacheSize } from './cache-signals.ts';
import { type CacheWatch, type Method, replaceMethod } from './cache-watch.ts';
import { observePromise } from './observe-promise.ts';
import { syncMethods, type SyncReadOptions } from './sync-methods.ts';

/** What is used of an `LRUCache` (lru-cache 10 and 11). */
interface LruLike {
  readonly size: number;
  readonly max: number;
  readonly maxSize: number;
  readonly maxEntrySize: number;
  readonly calculatedSize: number;
  readonly allowStale: boolean;
  getRemainingTTL(key: unknown): number;
}

/** lru-cache's own account of a call, which it writes into the option `status`. */
interface Status {
  fetch?: 'get' | 'inflight' | 'miss' | 'hit' | 'stale' | 'refresh';
  memo?: 'hit' | 'miss';
  returnedStale?: true;
  fetchError?: unknown;
}

interface CallOptions {
  readonly allowStale?: boolean;
  readonly status?: Status;
}

/** What an `LRUCache` says about its size. @param sizesAreBytes - Whether its sizes are bytes. */
export function lruSize(sizesAreBytes: boolean): (cache: object) => CacheSize {
  return (cache) => {
    const { size, max, maxSize, maxEntrySize, calculatedSize } = cache as LruLike;
    const knowsBytes = sizesAreBytes && (maxSize > 0 || maxEntrySize > 0);
    return {
      entries: size,
      ...(max > 0 && { maxEntries: max }),
      ...(knowsBytes && { usage: calculatedSize }),
      ...(knowsBytes && maxSize > 0 && { limit: maxSize }),
    };
  };
}

/** The methods of an `LRUCache`. */
export function lruMethods(watch: CacheWatch, options: SyncReadOptions): Record<string, Method> {
  const has = (name: string): boolean => typeof watch.target[name] === 'function';
  return {
    ...syncMethods(watch, options),
    get: lruGet(watch),
    set: lruSet(watch),
    ...(has('fetch') && { fetch: lruFetch(watch, 'fetch') }),
    ...(has('forceFetch') && { forceFetch: lruFetch(watch, 'forceFetch') }),
    ...(has('memo') && { memo: lruMemo(watch) }),
    ...(has('purgeStale') && { purgeStale: lruPurge(watch) }),
  };
}

/** A stale value is told from a fresh one by the library only, and only on request: so where none can come none is made. */
function lruGet(watch: CacheWatch): Method {
  const { target } = watch;
  const lru = target as unknown as LruLike;
  return function (...args) {
    const get = target['get'] as Method;
    if (this !== watch.facade) return Reflect.apply(get, this, args);
    const given = args[1] as CallOptions | undefined;
    const status: Status | undefined = (given?.allowStale ?? lru.allowStale) ? {} : undefined;
    const sizeBefore = lru.size;
    const value = Reflect.apply(get, target, status ? [args[0], { ...given, status }] : args);
    if (status && given?.status) Object.assign(given.status, status);
    if (status?.returnedStale === true) watch.tally.stale += 1;
    else if (value === undefined) watch.tally.miss += 1;
    else watch.tally.hit += 1;
    // An entry past its time is removed by the `get` that finds it.
    if (lru.size < sizeBefore) watch.tally.expired += sizeBefore - lru.size;
    return value;
  };
}

function lruPurge(watch: CacheWatch): Method {
  const lru = watch.target as unknown as LruLike;
  return replaceMethod(watch, 'purgeStale', (purgeStale, args) => {
    const sizeBefore = lru.size;
    const result = Reflect.apply(purgeStale, watch.target, args);
    watch.tally.expired += Math.max(0, sizeBefore - lru.size);
    return result;
  });
}

/** What an entry made room for shows in the sizes before and after. Only a full cache has to be looked at. */
function lruSet(watch: CacheWatch): Method {
  const { target } = watch;
  const lru = target as unknown as LruLike;
  return replaceMethod(watch, 'set', (set, args) => {
    const isFull = lru.maxSize > 0 || (lru.max > 0 && lru.size >= lru.max);
    const call = () => Reflect.apply(set, target, args);
    const result = isFull ? countingEvicted(watch, args[0], call) : call();
    return result === target ? watch.facade : result;
  });
}

function countingEvicted<Result>(watch: CacheWatch, key: unknown, call: () => Result): Result {
  const lru = watch.target as unknown as LruLike;
  const sizeBefore = lru.size;
  const wasHeld = isHeld(lru, key);
  const result = call();
  // Another value for the same entry takes no more room, unless sizes count.
  if (wasHeld && lru.maxSize === 0) return result;
  // Not held afterwards: it was too large, or `undefined`, and nothing made room for it.
  if (isHeld(lru, key)) {
    watch.tally.capacity += Math.max(0, sizeBefore + (wasHeld ? 0 : 1) - lru.size);
  }
  return result;
}

/** Whether the cache has the key, fresh or not, loaded or loading. The one question to it without side effects. */
function isHeld(lru: LruLike, key: unknown): boolean {
  return lru.getRemainingTTL(key) !== 0;
}

function lruFetch(watch: CacheWatch, name: string): Method {
  return replaceMethod(watch, name, (fetch, [key, given]) => {
    const options = given as CallOptions | undefined;
    const status: Status = options?.status ?? {};
    const startedAt = watch.startLoad();
    const call = () => Reflect.apply(fetch, watch.target, [key, { ...options, status }]);
    const result = countingEvicted(watch, key, call);
    // The library has decided by now. Later it adds to the status how the load ended.
    const isStale = status.returnedStale === true;
    const { fetch: decision } = status;
    return observePromise(
      result,
      {
        settled: (value) => {
          if (isStale) watch.tally.stale += 1;
          else if (decision === 'inflight') watch.tally.coalesced += 1;
          else if (decision === 'hit') watch.tally.hit += 1;
          else if (decision === 'get') watch.tally[value === undefined ? 'miss' : 'hit'] += 1;
          else endLoad(watch, startedAt, status);
        },
        failed: (error) => {
          watch.tally.error += 1;
          if (decision !== 'inflight' && decision !== 'get') {
            watch.signals.recordLoad(startedAt, { error });
          }
        },
      },
      'derive',
    );
  });
}

/** A load that failed may have been answered with the value from before. */
function endLoad(watch: CacheWatch, startedAt: number | undefined, status: Status): void {
  const { fetchError: error } = status;
  watch.tally[status.returnedStale === true ? 'stale' : 'miss'] += 1;
  watch.signals.recordLoad(startedAt, error === undefined ? undefined : { error });
}

function lruMemo(watch: CacheWatch): Method {
  return replaceMethod(watch, 'memo', (memo, [key, given]) => {
    const options = given as CallOptions | undefined;
    const status: Status = options?.status ?? {};
    const startedAt = watch.startLoad();
    const call = () => Reflect.apply(memo, watch.target, [key, { ...options, status }]);
    try {
      const result = countingEvicted(watch, key, call);
      if (status.memo !== 'miss') {
        watch.tally.hit += 1;
      } else {
        watch.tally.miss += 1;
        watch.signals.recordLoad(startedAt);
      }
      return result;
    } catch (error) {
      watch.tally.error += 1;
      watch.signals.recordLoad(startedAt, { error });
      throw error;
    }
  });
}
