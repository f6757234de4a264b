import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { describe, expect, test } from 'vitest';
import { cacheCatalog } from './catalog.ts';
import { durationsOf, outcomesOf } from './fixtures/outcomes-of.ts';
import { observeCache, stopObservingCache } from './observe-cache.ts';

type Telemetry = ReturnType<typeof createTestTelemetry>;
const operationsOf = (t: Telemetry, attribute = 'fluxora.cache.operation') =>
  durationsOf(t, 'fluxora.cache.operation.duration', attribute, 'k');
const loadsOf = (t: Telemetry) => durationsOf(t, 'fluxora.cache.load.duration', 'error.type', 'k');

/** A store that fails on request, as one behind a network does. */
class FlakyStore extends Map<string, unknown> {
  isDown = false;
  override get(key: string): unknown {
    if (this.isDown) throw new Error('ECONNREFUSED');
    return super.get(key);
  }
  override set(key: string, value: unknown): this {
    if (this.isDown) throw new Error('ECONNREFUSED');
    return super.set(key, value);
  }
}

describe('Keyv', () => {
  function setUp() {
    const t = createTestTelemetry();
    const store = new FlakyStore();
    const target = new Keyv<string>({ store });
    return { t, store, target, cache: observeCache('k', target, { providers: t.providers }) };
  }

  test('counts single and several reads, and times every operation', async () => {
    const { t, cache } = setUp();
    expect(cache).toBeInstanceOf(Keyv);
    expect(await cache.set('a', 'A')).toBe(true);
    await cache.setMany([{ key: 'b', value: 'B' }]);
    expect(await cache.get('a')).toBe('A');
    expect(await cache.get('x')).toBeUndefined();
    expect(await cache.getMany(['a', 'b', 'x'])).toEqual(['A', 'B', undefined]);
    expect(await cache.get(['a', 'y'])).toEqual(['A', undefined]);
    expect(await cache.getRaw('a')).toMatchObject({ value: 'A' });
    expect([await cache.has('a'), await cache.has('x')]).toEqual([true, false]);
    await cache.delete('a');
    await cache.clear();
    expect(outcomesOf(t, 'k')).toEqual({ hit: 5, miss: 4 });
    expect(operationsOf(t)).toEqual({
      get: 4,
      get_many: 1,
      has: 2,
      set: 1,
      set_many: 1,
      delete: 1,
      clear: 1, // prettier-ignore
    });
    assertConventions(t, [cacheCatalog], { required: true });
  });

  test('tells reads that failed from those that found nothing, though Keyv answers both alike', async () => {
    const { t, store, cache } = setUp();
    cache.on('error', () => undefined);
    await cache.set('a', 'A');
    store.isDown = true;
    expect(await Promise.all([cache.get('a'), cache.get('x')])).toEqual([undefined, undefined]);
    expect(await cache.getMany(['a', 'b', 'c'])).toEqual([undefined, undefined, undefined]);
    expect(await cache.set('b', 'B')).toBe(false);
    store.isDown = false;
    expect(await cache.get('x')).toBeUndefined();
    expect(outcomesOf(t, 'k')).toEqual({ error: 5, miss: 1 });
  });

  test('does not take the failure of a write for that of a later read', async () => {
    const t = createTestTelemetry();
    let release = (): void => undefined;
    const opened = new Promise<void>((resolve) => (release = resolve));
    const store = {
      get: async (key: string) => (await opened, key.endsWith('a') ? { value: 'A' } : undefined),
      set: async () => {
        throw new Error('ECONNREFUSED');
      },
      delete: async () => true,
      clear: async () => undefined,
    };
    const cache = observeCache('k', new Keyv({ store: store as never }), {
      providers: t.providers,
    });
    cache.on('error', () => undefined);
    const found = cache.get('a');
    expect(await cache.set('b', 'B')).toBe(false);
    release();
    expect(await found).toBe('A');
    expect(await cache.get('x')).toBeUndefined();
    expect(outcomesOf(t, 'k')).toEqual({ hit: 1, miss: 1 });
  });

  test('counts a read that rejects as an error and passes the very error on', async () => {
    const { t, store, cache } = setUp();
    store.isDown = true;
    // Nobody listens for "error": Keyv throws it.
    await expect(cache.get('a')).rejects.toThrow('ECONNREFUSED');
    expect(outcomesOf(t, 'k')).toEqual({ error: 1 });
    expect(operationsOf(t, 'error.type')).toEqual({ Error: 1 });
  });

  test('keeps what is chained, set and listened to on the cache', async () => {
    const { target, cache } = setUp();
    expect(cache.on('clear', () => undefined)).toBe(cache);
    cache.namespace = 'sites';
    expect(target.namespace).toBe('sites');
    await cache.set('a', 'A');
    expect(await target.get('a')).toBe('A');
    const entries: unknown[] = [];
    for await (const entry of cache.iterator()) entries.push(entry);
    expect(entries).toEqual([['a', 'A']]);
  });

  test('lets go of its listener when stopped', async () => {
    const { t, target, cache } = setUp();
    expect(target.listenerCount('stat:error')).toBe(1);
    expect(stopObservingCache(cache)).toBe(target);
    expect(target.listenerCount('stat:error')).toBe(0);
    t.reset();
    await cache.get('a');
    expect(outcomesOf(t, 'k')).toEqual({});
    expect(operationsOf(t)).toEqual({});
  });
});

describe('cache-manager', () => {
  function setUp() {
    const t = createTestTelemetry();
    return { t, cache: observeCache('k', createCache(), { providers: t.providers }) };
  }

  test('counts single and several reads, and times every operation', async () => {
    const { t, cache } = setUp();
    await cache.set('a', 'A');
    await cache.mset([{ key: 'b', value: 'B' }]);
    expect(await cache.get('a')).toBe('A');
    expect(await cache.get('x')).toBeUndefined();
    expect(await cache.mget(['a', 'b', 'x'])).toEqual(['A', 'B', undefined]);
    await cache.del('a');
    await cache.mdel(['b']);
    await cache.clear();
    expect(outcomesOf(t, 'k')).toEqual({ hit: 3, miss: 2 });
    expect(operationsOf(t)).toEqual({
      get: 2,
      get_many: 1,
      set: 1,
      set_many: 1,
      delete: 1,
      delete_many: 1,
      clear: 1, // prettier-ignore
    });
    assertConventions(t, [cacheCatalog]);
  });

  test('tells loads, hits and those who wait of wrap() apart', async () => {
    const { t, cache } = setUp();
    const load = async () => 'A';
    expect(await Promise.all([cache.wrap('a', load), cache.wrap('a', load)])).toEqual(['A', 'A']);
    expect(await Promise.all([cache.wrap('a', load), cache.wrap('a', load)])).toEqual(['A', 'A']);
    expect(await cache.wrap('b', () => 'B', 1_000)).toBe('B');
    expect(outcomesOf(t, 'k')).toEqual({ miss: 2, coalesced: 1, hit: 2 });
    expect(loadsOf(t)).toEqual({ '': 2 });
    assertConventions(t, [cacheCatalog]);
  });

  test('passes the very error of a loader on, and counts it for each caller', async () => {
    const { t, cache } = setUp();
    const error = new RangeError('down');
    const load = async (): Promise<string> => {
      throw error;
    };
    const results = await Promise.allSettled([cache.wrap('a', load), cache.wrap('a', load)]);
    expect(results.map((each) => each.status === 'rejected' && each.reason)).toEqual([
      error,
      error,
    ]);
    await expect(cache.wrap('a', 7 as never)).rejects.toThrow(TypeError);
    expect(outcomesOf(t, 'k')).toEqual({ error: 3 });
    expect(loadsOf(t)).toEqual({ RangeError: 1 });
  });

  test('takes a value that is refreshed ahead of its end for a hit', async () => {
    const { t, cache } = setUp();
    let release = (_value: string): void => undefined;
    const slow = () => new Promise<string>((resolve) => (release = resolve));
    await cache.set('a', 'old', 60_000);
    const options = { ttl: 60_000, refreshThreshold: 120_000 };
    expect(await cache.wrap('a', slow, options)).toBe('old');
    expect(outcomesOf(t, 'k')).toEqual({ hit: 1 });
    release('new');
    await expect.poll(() => cache.get('a')).toBe('new');
    expect(loadsOf(t)).toEqual({ '': 1 });
  });

  test('tells reads that failed from those that found nothing', async () => {
    const t = createTestTelemetry();
    const store = new FlakyStore();
    // Nobody listens for "error": Keyv throws it, and cache-manager answers with nothing.
    const stores = [new Keyv({ store }) as never];
    const cache = observeCache('k', createCache({ stores }), { providers: t.providers });
    store.isDown = true;
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.mget(['a', 'b'])).toEqual([undefined, undefined]);
    store.isDown = false;
    expect(await cache.get('a')).toBeUndefined();
    expect(outcomesOf(t, 'k')).toEqual({ error: 3, miss: 1 });
  });
});

describe('any cache that answers with promises', () => {
  test('is recognised by an async get, and has its own idea of a miss', async () => {
    const t = createTestTelemetry();
    const values = new Map<string, string>();
    const target = {
      async get(key: string): Promise<string | null> {
        if (key === 'boom') throw new RangeError('boom');
        return values.get(key) ?? null;
      },
      async set(key: string, value: string): Promise<void> {
        values.set(key, value);
      },
    };
    const cache = observeCache('k', target, {
      isMiss: (value) => value === null,
      providers: t.providers,
    });
    await cache.set('a', 'A');
    expect([await cache.get('a'), await cache.get('b')]).toEqual(['A', null]);
    await expect(cache.get('boom')).rejects.toThrow('boom');
    expect(outcomesOf(t, 'k')).toEqual({ hit: 1, miss: 1, error: 1 });
    expect(operationsOf(t, 'error.type')).toEqual({ '': 3, RangeError: 1 });
  });

  test('leaves a rejection that nobody handles an unhandled one', async () => {
    const t = createTestTelemetry();
    const target = {
      get: async () => {
        throw new Error('nobody');
      },
      set: async () => undefined,
    };
    const cache = observeCache('k', target, { providers: t.providers });
    const others = process.rawListeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    try {
      const seen = new Promise((resolve) => process.once('unhandledRejection', resolve));
      void cache.get();
      expect(await seen).toEqual(new Error('nobody'));
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const other of others) process.on('unhandledRejection', other as never);
    }
  });

  test('survives answers that cannot be looked at', async () => {
    const t = createTestTelemetry();
    const hostile = new Proxy([], {
      get(_, key) {
        if (key === 'then') return undefined;
        throw new Error('no');
      },
    });
    const target = { get: async () => 1, getMany: async () => hostile, set: async () => 1 };
    const cache = observeCache('k', target, { providers: t.providers });
    expect(await (cache.getMany as (keys: string[]) => unknown)(['a', 'b'])).toBe(hostile);
    await (cache.getMany as () => unknown)();
    expect(outcomesOf(t, 'k')).toEqual({ miss: 2 });
  });
});
