import type { AsyncPlan } from './async-methods.ts';
import { many, ONE } from './async-plans.ts';
import type { CacheOperation } from './catalog.ts';

/** Keys or fields in the arguments, given one by one, as lists, or both; not a callback at the end. */
const listed = (args: readonly unknown[]): number =>
  args.flat().filter((arg) => typeof arg !== 'function').length;

const HASH: AsyncPlan['reads'] = {
  asked: () => 1,
  count: (value, watch) => (isEmpty(value) ? { hits: 0, misses: 1 } : ONE.count(value, watch)),
};

/** Redis answers an absent hash with an empty one. */
function isEmpty(value: unknown): boolean {
  if (value instanceof Map) return value.size === 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Commands that read or write values, in the spellings of ioredis and node-redis. Others are not those of a cache. */
const COMMANDS: readonly (readonly [spellings: string, CacheOperation, AsyncPlan['reads']?])[] = [
  ['get getBuffer getex getEx getexBuffer getdel getDel getdelBuffer', 'get', ONE],
  ['hget hGet hgetBuffer', 'get', ONE],
  ['hgetall hGetAll hgetallBuffer', 'get', HASH],
  ['mget mGet mgetBuffer', 'get_many', many(listed)],
  ['hmget hmGet hmgetBuffer', 'get_many', many((args) => listed(args) - 1)],
  ['set setex setEx psetex pSetEx setnx setNX hset hSet hsetnx hSetNX', 'set'],
  ['mset mSet hmset', 'set_many'],
  ['del unlink hdel hDel', 'delete'],
];

/** What the methods of a Redis client mean. Pipelines, transactions and scripts are left alone. */
export const REDIS_PLANS: Readonly<Record<string, AsyncPlan>> = Object.fromEntries(
  COMMANDS.flatMap(([spellings, operation, reads]) => {
    const names = spellings.split(' ');
    const plan: AsyncPlan = reads === undefined ? { operation } : { operation, reads };
    // node-redis has every command in capitals, too.
    return [...names, ...names.map((name) => name.toUpperCase())].map((name) => [name, plan]);
  }),
);
