import { cached, observeCache } from '@fluxora/telemetry-core';
import { LRUCache } from 'lru-cache';
import { registerDiscardingSdk } from './discarding-sdk.ts';
import type { Operation } from './measure.ts';
import type { MicroCase } from './micro-case.ts';

const KEYS = Array.from({ length: 1_024 }, (_, index) => `site-${index}`);
const keyAt = (index: number) => KEYS[index & 1_023] as string;

function filled<Cache extends { set(key: string, value: number): unknown }>(cache: Cache): Cache {
  for (const [index, key] of KEYS.entries()) cache.set(key, index);
  return cache;
}

const map = () => filled(new Map<string, number>());
const lru = () => filled(new LRUCache<string, number>({ max: 2_048 }));
const fullLru = () => filled(new LRUCache<string, number>({ max: 512 }));
const length = (key: string) => key.length;

/** What most memoising functions are: a `Map` in front of a function. */
function byHand(): Operation {
  const known = new Map<string, number>();
  return (index) => {
    const key = keyAt(index);
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = length(key)));
    return value;
  };
}

let isRegistered = false;

function observedWithSdk<Cache extends object>(cache: Cache, durations = false): Cache {
  if (!isRegistered) registerDiscardingSdk();
  isRegistered = true;
  return observeCache('bench', cache, { durations });
}

const gets =
  (cache: { get(key: string): unknown }): Operation =>
  (index) =>
    cache.get(keyAt(index));
const sets =
  (cache: { set(key: string, value: number): unknown }): Operation =>
  (index) =>
    cache.set(keyAt(index), index);

/** Call sites that see many caches are slower: each observed one is an object of its own shape. */
function getsOfMany(observed: (cache: Map<string, number>) => Map<string, number>): Operation {
  const caches = Array.from({ length: 32 }, () => observed(map()));
  return (index) => caches[index & 31]?.get(keyAt(index));
}

/** What observing a cache adds to the calls that are made most often. */
export const cacheCases: readonly MicroCase[] = [
  { id: 'cache, Map get/bare', setup: () => gets(map()) },
  { id: 'cache, Map get/observed', setup: () => gets(observedWithSdk(map())) },
  { id: 'cache, Map get/observed, no SDK', setup: () => gets(observeCache('bench', map())) },
  { id: 'cache, Map get/observed with durations', setup: () => gets(observedWithSdk(map(), true)) },
  { id: 'cache, get of 32 Maps/bare', setup: () => getsOfMany((cache) => cache) },
  {
    id: 'cache, get of 32 Maps/observed',
    setup: () => getsOfMany((cache) => observedWithSdk(cache)),
  },
  { id: 'cache, Map set/bare', setup: () => sets(map()) },
  { id: 'cache, Map set/observed', setup: () => sets(observedWithSdk(map())) },
  { id: 'cache, lru-cache get/bare', setup: () => gets(lru()) },
  { id: 'cache, lru-cache get/observed', setup: () => gets(observedWithSdk(lru())) },
  { id: 'cache, lru-cache set that evicts/bare', setup: () => sets(fullLru()) },
  {
    id: 'cache, lru-cache set that evicts/observed',
    setup: () => sets(observedWithSdk(fullLru())),
  },
  { id: 'cache, function hit/a Map by hand', setup: byHand },
  {
    id: 'cache, function hit/cached()',
    setup: () => {
      registerDiscardingSdk();
      const get = cached('bench', length, { max: 2_048, ttlMs: Infinity });
      return (index) => get(keyAt(index));
    },
  },
];
