import { types } from '../node-builtins.ts';
import type { CacheWatch, Method } from './cache-watch.ts';
import type { CacheOperation } from './catalog.ts';

export interface SyncReadOptions {
  /** Whether `has()` that says no is a miss. */
  readonly countHas: boolean;
  /** Whether what `get` gives must be asked about; otherwise only `undefined` is a miss. */
  readonly asksIsMiss: boolean;
  /** Whether the cache is taken for synchronous by its looks alone. */
  readonly isGuessed: boolean;
}

const OPERATIONS: Readonly<Record<string, CacheOperation>> = {
  set: 'set',
  delete: 'delete',
  del: 'delete',
  clear: 'clear',
};

/** The methods of a cache that answers at once: `Map` and what looks like one. */
export function syncMethods(
  watch: CacheWatch,
  { countHas, asksIsMiss, isGuessed }: SyncReadOptions,
): Record<string, Method> {
  const { target } = watch;
  const methods: Record<string, Method> = { get: syncGet(watch, asksIsMiss, isGuessed) };
  if (typeof target['has'] === 'function') methods['has'] = syncHas(watch, countHas);
  for (const name of Object.keys(OPERATIONS)) {
    if (typeof target[name] === 'function') methods[name] = passOn(watch, name);
  }
  return methods;
}

/** Adds the time of every call. Reading the clock twice costs more than most in-memory caches: on request only. */
export function timed(
  watch: CacheWatch,
  methods: Readonly<Record<string, Method>>,
): Record<string, Method> {
  const operationOf = (name: string): CacheOperation | undefined =>
    name === 'get' || name === 'has' ? name : OPERATIONS[name];
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => {
      const operation = operationOf(name);
      if (operation === undefined) return [name, method];
      const withTime: Method = function (...args) {
        const startedAt = watch.start();
        try {
          const result = Reflect.apply(method, this, args);
          watch.end(operation, startedAt);
          return result;
        } catch (error) {
          watch.end(operation, startedAt, { error });
          throw error;
        }
      };
      return [name, withTime];
    }),
  );
}

function syncGet(watch: CacheWatch, asksIsMiss: boolean, isGuessed: boolean): Method {
  const { target } = watch;
  let isUnsure = isGuessed;
  return function (...args) {
    const { get } = target;
    if (this !== watch.facade) return Reflect.apply(get as Method, this, args);
    let value: unknown;
    try {
      value = Reflect.apply(get as Method, target, args);
    } catch (error) {
      watch.tally.error += 1;
      throw error;
    }
    const isMiss =
      value === undefined ? !isPresent(watch, args[0]) : asksIsMiss && watch.isMiss(value);
    if (isUnsure && value !== undefined) {
      isUnsure = false;
      sayIfPromise(watch, value);
    }
    if (isMiss) watch.tally.miss += 1;
    else watch.tally.hit += 1;
    return value;
  };
}

function sayIfPromise(watch: CacheWatch, value: unknown): void {
  if (!types.isPromise(value)) return;
  watch.signals.say(
    'gives promises, which are taken for its values',
    "Pass kind: 'async' if they are its answers, kind: 'map' if they are its values.",
  );
}

/** Whether `undefined` is what the cache holds for the key. */
function isPresent({ bare }: CacheWatch, key: unknown): boolean {
  try {
    return typeof bare['has'] === 'function' && bare['has'](key) === true;
  } catch {
    return false;
  }
}

/**
 * `if (cache.has(key)) return cache.get(key)` is common, and its misses are seen here only. A yes is not counted: the `get`
 * that follows is.
 */
function syncHas(watch: CacheWatch, countHas: boolean): Method {
  const { target } = watch;
  return function (...args) {
    const has = target['has'] as Method;
    if (this !== watch.facade) return Reflect.apply(has, this, args);
    const answer = Reflect.apply(has, target, args);
    if (countHas && answer === false) watch.tally.miss += 1;
    return answer;
  };
}

/** A method that is not counted. Forwarded here because a Proxy costs about 100 ns. */
function passOn(watch: CacheWatch, name: string): Method {
  const { target } = watch;
  return function (...args) {
    const method = target[name] as Method;
    if (this !== watch.facade) return Reflect.apply(method, this, args);
    const result = Reflect.apply(method, target, args);
    return result === target ? watch.facade : result;
  };
}
