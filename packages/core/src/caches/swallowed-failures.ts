import type { CacheKind } from './cache-kind.ts';
import type { CacheWatch } from './cache-watch.ts';

interface Emitter {
  on(event: string, listener: (data: unknown) => void): unknown;
  off(event: string, listener: (data: unknown) => void): unknown;
}

/**
 * Listens where a library says that a read failed which it answers as if there were no value: without it an outage of the store
 * looks like a cold cache. Only events that exist for observation are used; not `error`, whose first listener changes what
 * Keyv does.
 */
export function noteSwallowedFailures(watch: CacheWatch, kind: CacheKind): void {
  const { target } = watch;
  if (typeof target['on'] !== 'function' || typeof target['off'] !== 'function') return;
  const emitter = target as unknown as Emitter;
  const listen = (event: string, failuresIn: (data: unknown) => number): void => {
    const listener = (data: unknown): void => watch.noteSwallowed(failuresIn(data));
    emitter.on(event, listener);
    watch.onStop(() => emitter.off(event, listener));
  };
  if (kind === 'keyv') {
    listen('stat:error', () => 1);
  } else if (kind === 'cache-manager') {
    for (const event of ['get', 'mget']) listen(event, failedKeys);
  }
}

function failedKeys(data: unknown): number {
  const { error, keys } = (data ?? {}) as { error?: unknown; keys?: unknown };
  if (error === undefined) return 0;
  return Array.isArray(keys) ? keys.length : 1;
}
