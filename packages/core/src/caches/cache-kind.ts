import { types } from '../node-builtins.ts';

/** The kinds of cache that are understood. `async` stands for any object whose `get` gives a promise. */
export const CACHE_KINDS = ['map', 'async', 'lru-cache', 'keyv', 'cache-manager', 'redis'] as const;
export type CacheKind = (typeof CACHE_KINDS)[number];

/**
 * The kind of a cache, by its methods. `unclear` when it is a cache that may answer at once or with promises; `undefined` when
 * it is none. Calls nothing.
 */
export function cacheKindOf(cache: unknown): CacheKind | 'unclear' | undefined {
  if (typeof cache !== 'object' || cache === null) return undefined;
  if (isNativeMap(cache)) return 'map';
  try {
    return kindByShape(cache as Record<string, unknown>);
  } catch {
    return undefined;
  }
}

/** Whether it is a `Map` or `WeakMap`, also of another realm, or of a class that extends one. */
export function isNativeMap(cache: object): boolean {
  return types.isMap(cache) || types.isWeakMap(cache);
}

function kindByShape(cache: Record<string, unknown>): CacheKind | 'unclear' | undefined {
  const has = (...methods: string[]) => methods.every((name) => typeof cache[name] === 'function');
  if (!has('get', 'set')) return undefined;
  if (has('sendCommand') && (has('hget') || has('hGet'))) return 'redis';
  if (has('peek', 'getRemainingTTL') && typeof cache['calculatedSize'] === 'number') {
    return 'lru-cache';
  }
  if (has('wrap', 'del', 'mget')) return 'cache-manager';
  if (has('getMany', 'delete', 'disconnect') && 'store' in cache) return 'keyv';
  if ((cache['get'] as object).constructor.name === 'AsyncFunction') return 'async';
  // Asynchronous caches cannot know their size; synchronous ones without a size may hold promises as values.
  return typeof cache['size'] === 'number' ? 'map' : 'unclear';
}
