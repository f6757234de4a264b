import type { AsyncPlan } from './async-methods.ts';
import type { CacheWatch } from './cache-watch.ts';
import type { CacheOperation } from './catalog.ts';

type Reads = NonNullable<AsyncPlan['reads']>;
type Args = readonly unknown[];

/** A method that gives one value. */
export const ONE: Reads = {
  asked: () => 1,
  count: (value, watch) => (watch.isMiss(value) ? { hits: 0, misses: 1 } : { hits: 1, misses: 0 }),
};

/** A method that gives an array of values. @param asked - How many keys the arguments name. */
export function many(asked: (args: Args) => number): Reads {
  return { asked, count: countMany };
}

function countMany(
  values: unknown,
  watch: CacheWatch,
): { readonly hits: number; readonly misses: number } {
  if (!Array.isArray(values)) return ONE.count(values, watch);
  const misses = values.filter((value) => watch.isMiss(value)).length;
  return { hits: values.length - misses, misses };
}

/** The keys are the first argument. */
const LISTED = many(([keys]) => (keys as Args).length);

/** The first argument is a key or a list of them. */
const ONE_OR_LISTED = many(([key]) => (Array.isArray(key) ? key.length : 1));

/** `has`: only a no is counted, since a `get` follows a yes. See `sync-methods.ts`. */
const PRESENCE: Reads = {
  asked: ([key]) => (Array.isArray(key) ? key.length : 1),
  count: (answer) => {
    const absent = (Array.isArray(answer) ? answer : [answer]).filter((each) => each === false);
    return { hits: 0, misses: absent.length };
  },
};

const WRITES = {
  set: 'set',
  setRaw: 'set',
  setMany: 'set_many',
  setManyRaw: 'set_many',
  mset: 'set_many',
  delete: 'delete',
  del: 'delete',
  deleteMany: 'delete_many',
  mdel: 'delete_many',
  clear: 'clear',
} as const satisfies Record<string, CacheOperation>;

/** Keyv, cache-manager, and every other asynchronous cache: their methods mean the same wherever they exist. */
export function asyncPlans(countHas: boolean): Record<string, AsyncPlan> {
  const presence = countHas ? { reads: PRESENCE } : {};
  return {
    get: { operation: 'get', reads: ONE_OR_LISTED },
    getRaw: { operation: 'get', reads: ONE },
    getMany: { operation: 'get_many', reads: LISTED },
    getManyRaw: { operation: 'get_many', reads: LISTED },
    mget: { operation: 'get_many', reads: LISTED },
    has: { operation: 'has', ...presence },
    hasMany: { operation: 'has', ...presence },
    ...Object.fromEntries(
      Object.entries(WRITES).map(([name, operation]) => [name, { operation }] as const),
    ),
  };
}
