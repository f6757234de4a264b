import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { LRUCache } from 'lru-cache';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheCatalog } from './catalog.ts';
import { durationsOf, evictionsOf, outcomesOf, sizeOf } from './fixtures/outcomes-of.ts';
import { observeCache, type ObserveCacheOptions } from './observe-cache.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  // lru-cache takes a start at 0 for none.
  pass(1);
});
afterEach(() => void vi.useRealTimers());

const pass = (ms: number): void => void vi.advanceTimersByTime(ms);

function setUp(
  settings: LRUCache.Options<string, string, unknown>,
  options: ObserveCacheOptions = {},
) {
  const t = createTestTelemetry();
  const target = new LRUCache<string, string>({ perf: performance, ttlResolution: 0, ...settings });
  return { t, target, cache: observeCache('lru', target, { providers: t.providers, ...options }) };
}

const loadsOf = (t: ReturnType<typeof createTestTelemetry>) =>
  durationsOf(t, 'fluxora.cache.load.duration', 'error.type', 'lru');

describe('get and set', () => {
  test('counts hits and misses, entries and their maximum', () => {
    const { t, cache } = setUp({ max: 10 });
    expect(cache).toBeInstanceOf(LRUCache);
    expect(cache.set('a', 'A').set('b', 'B')).toBe(cache);
    expect([cache.get('a'), cache.get('x'), cache.peek('b')]).toEqual(['A', undefined, 'B']);
    expect(outcomesOf(t, 'lru')).toEqual({ hit: 1, miss: 1 });
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'lru')).toBe(2);
    expect(sizeOf(t, 'fluxora.cache.entry.limit', 'lru')).toBe(10);
    expect(sizeOf(t, 'fluxora.cache.usage', 'lru')).toBeUndefined();
    assertConventions(t, [cacheCatalog], { required: true });
  });

  test('reports bytes and their limit where sizes are calculated, unless they are no bytes', () => {
    const sized = { maxSize: 100, sizeCalculation: (value: string) => value.length };
    const { t, cache } = setUp(sized);
    cache.set('a', 'xxx').set('b', 'xxxx');
    expect(sizeOf(t, 'fluxora.cache.usage', 'lru')).toBe(7);
    expect(sizeOf(t, 'fluxora.cache.limit', 'lru')).toBe(100);
    assertConventions(t, [cacheCatalog]);
    const other = setUp(sized, { sizesAreBytes: false });
    other.cache.set('a', 'xxx');
    expect(sizeOf(other.t, 'fluxora.cache.usage', 'lru')).toBeUndefined();
    expect(sizeOf(other.t, 'fluxora.cache.entry.count', 'lru')).toBe(1);
  });

  test('tells stale values from fresh ones, whether allowed for the cache or the call', () => {
    for (const allowsAll of [true, false]) {
      const { t, cache } = setUp({ max: 10, ttl: 100, allowStale: allowsAll });
      const options = allowsAll ? undefined : { allowStale: true };
      cache.set('a', 'A');
      expect(cache.get('a', options)).toBe('A');
      pass(101);
      expect(cache.get('a', options)).toBe('A');
      expect(cache.get('a', options)).toBeUndefined();
      expect(outcomesOf(t, 'lru')).toEqual({ hit: 1, stale: 1, miss: 1 });
      expect(evictionsOf(t, 'lru')).toEqual({ expired: 1 });
    }
  });

  test("fills the caller's own status, also where it asks for one itself", () => {
    const { cache } = setUp({ max: 10, ttl: 100, allowStale: true });
    const status: LRUCache.Status<string, string> = {};
    cache.set('a', 'A', { status });
    expect(status.set).toBe('add');
    cache.get('a', { status });
    expect(status.get).toBe('hit');
    pass(101);
    cache.get('a', { status });
    expect(status).toMatchObject({ get: 'stale', returnedStale: true });
  });

  test('counts what is evicted to make room, not what is replaced, refused or deleted', () => {
    const { t, cache } = setUp({ max: 2 });
    cache.set('a', '1').set('b', '1').set('b', '2');
    expect(evictionsOf(t, 'lru')).toEqual({});
    cache.set('c', '1').set('d', '1').set('d', undefined);
    cache.delete('c');
    expect(evictionsOf(t, 'lru')).toEqual({ capacity: 2 });
    const sized = setUp({ maxSize: 10, sizeCalculation: (value) => value.length });
    for (const key of 'abcde') sized.cache.set(key, 'xx');
    sized.cache.set('f', 'xxxxx');
    expect(evictionsOf(sized.t, 'lru')).toEqual({ capacity: 3 });
    sized.cache.set('g', 'too large to fit');
    expect(evictionsOf(sized.t, 'lru')).toEqual({ capacity: 3 });
  });

  test('counts what expires when it is asked for or purged', () => {
    const { t, cache } = setUp({ max: 10, ttl: 100 });
    for (const key of 'abcd') cache.set(key, key);
    pass(101);
    expect(cache.get('a')).toBeUndefined();
    cache.purgeStale();
    expect(evictionsOf(t, 'lru')).toEqual({ expired: 4 });
    expect(outcomesOf(t, 'lru')).toEqual({ miss: 1 });
  });

  test('gives itself to visitors', () => {
    const { cache } = setUp({ max: 2 });
    cache.set('a', 'A');
    const seen: unknown[] = [];
    cache.forEach((_value, _key, self) => seen.push(self));
    cache.rforEach((_value, _key, self) => seen.push(self));
    cache.find((_value, _key, self) => seen.push(self) > 9);
    expect(seen).toEqual([cache, cache, cache]);
  });
});

describe('fetch', () => {
  test('tells a load, those who wait for it, and a hit apart, and times the load', async () => {
    const { t, cache } = setUp({ max: 2, fetchMethod: async (key) => key.toUpperCase() });
    expect(await Promise.all([cache.fetch('a'), cache.fetch('a')])).toEqual(['A', 'A']);
    expect(await cache.fetch('a')).toBe('A');
    expect(await cache.forceFetch('b')).toBe('B');
    expect(outcomesOf(t, 'lru')).toEqual({ miss: 2, coalesced: 1, hit: 1 });
    expect(loadsOf(t)).toEqual({ '': 2 });
    await cache.fetch('c');
    expect(evictionsOf(t, 'lru')).toEqual({ capacity: 1 });
    assertConventions(t, [cacheCatalog]);
  });

  test('counts a load that fails once for each caller and passes the very error on', async () => {
    const error = new RangeError('down');
    const { t, cache } = setUp({
      max: 2,
      fetchMethod: async () => {
        throw error;
      },
    });
    const results = await Promise.allSettled([cache.fetch('a'), cache.fetch('a')]);
    expect(results.map((each) => each.status === 'rejected' && each.reason)).toEqual([
      error,
      error,
    ]);
    expect(outcomesOf(t, 'lru')).toEqual({ error: 2 });
    expect(loadsOf(t)).toEqual({ RangeError: 1 });
  });

  test('tells stale values that are served while loading, and after a load that failed', async () => {
    let isDown = false;
    const { t, cache } = setUp({
      max: 2,
      ttl: 100,
      allowStaleOnFetchRejection: true,
      fetchMethod: async (key) => {
        if (isDown) throw new Error('down');
        return key;
      },
    });
    await cache.fetch('a');
    pass(101);
    expect(await cache.fetch('a', { allowStale: true })).toBe('a');
    await cache.fetch('a');
    isDown = true;
    pass(101);
    expect(await cache.fetch('a')).toBe('a');
    expect(outcomesOf(t, 'lru')).toEqual({ miss: 1, stale: 2, hit: 1 });
    expect(loadsOf(t)).toEqual({ '': 1, Error: 1 });
  });

  test('is a get where there is nothing to fetch with', async () => {
    const { t, cache } = setUp({ max: 2 });
    cache.set('a', 'A');
    expect([await cache.fetch('a'), await cache.fetch('b')]).toEqual(['A', undefined]);
    expect(outcomesOf(t, 'lru')).toEqual({ hit: 1, miss: 1 });
    expect(loadsOf(t)).toEqual({});
  });
});

describe('memo', () => {
  test('tells a computation from a hit, and passes its error on', () => {
    const error = new RangeError('no');
    const { t, cache } = setUp({
      max: 2,
      memoMethod: (key) => {
        if (key === 'x') throw error;
        return key;
      },
    });
    expect([cache.memo('a'), cache.memo('a'), cache.memo('a', { forceRefresh: true })]).toEqual([
      'a',
      'a',
      'a',
    ]);
    expect(() => cache.memo('x')).toThrow(error);
    expect(outcomesOf(t, 'lru')).toEqual({ miss: 2, hit: 1, error: 1 });
    expect(loadsOf(t)).toEqual({ '': 2, RangeError: 1 });
    cache.memo('b');
    cache.memo('c');
    expect(evictionsOf(t, 'lru')).toEqual({ capacity: 1 });
  });
});
