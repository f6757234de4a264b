import { inspect } from 'node:util';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, test, vi } from 'vitest';
import { TelemetryError } from '../telemetry-error.ts';
import { cacheCatalog } from './catalog.ts';
import { collectGarbage } from './fixtures/collect-garbage.ts';
import { durationsOf, outcomesOf, sizeOf } from './fixtures/outcomes-of.ts';
import { observeCache, stopObservingCache, type ObserveCacheOptions } from './observe-cache.ts';

function setUp(options: ObserveCacheOptions = {}) {
  const t = createTestTelemetry();
  const target = new Map<string, unknown>();
  const cache = observeCache('sites', target, { providers: t.providers, ...options });
  return { t, target, cache };
}

describe('counting', () => {
  test('counts what is there and what is not', () => {
    const { t, cache } = setUp();
    cache.set('berlin', 1);
    cache.get('berlin');
    cache.get('berlin');
    cache.get('paris');
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 2, miss: 1 });
    assertConventions(t, [cacheCatalog], { required: true });
  });

  test('reports every outcome as 0 from the start, so that the first event is an increase', () => {
    const { t } = setUp();
    const points = t.metric('fluxora.cache.requests')?.points;
    expect(
      points?.map(({ attributes, value }) => [attributes['fluxora.cache.outcome'], value]),
    ).toEqual(
      [['hit', 0], ['miss', 0], ['stale', 0], ['coalesced', 0], ['error', 0]], // prettier-ignore
    );
  });

  test('takes undefined and null that are there for hits', () => {
    const { t, cache } = setUp();
    cache.set('a', undefined);
    cache.set('b', null);
    cache.get('a');
    cache.get('b');
    cache.get('c');
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 2, miss: 1 });
  });

  test('leaves a method alone that is called on something else', async () => {
    class Store {
      readonly values: Record<string, string>;
      constructor(values: Record<string, string>) {
        this.values = values;
      }
      async get(key: string) {
        return this.values[key];
      }
      async set() {}
    }
    const t = createTestTelemetry();
    const cache = observeCache('sites', new Store({ a: 'own' }), {
      kind: 'async',
      providers: t.providers,
    });
    const other = new Store({ a: 'of another' });
    // oxlint-disable-next-line typescript/unbound-method -- to call it on another is the point
    expect(await Reflect.apply(cache.get, other, ['a'])).toBe('of another');
    expect(outcomesOf(t, 'sites')).toEqual({});
    expect(await cache.get('a')).toBe('own');
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 1 });
  });

  test('asks isMiss about what is there, and survives one that throws', () => {
    const { t, cache } = setUp({
      isMiss: (value) => {
        if (value === 'boom') throw new Error('isMiss');
        return value === null;
      },
    });
    cache.set('a', null).set('b', 1).set('c', 'boom');
    for (const key of 'abc') cache.get(key);
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 1, miss: 2 });
    expect(t.drops.counts()).toEqual([{ signal: 'metrics', cause: 'callback_failed', count: 1 }]);
    expect(t.said()).toEqual([
      'telemetry/cache: "sites" has an isMiss() that threw. Requests are counted as misses meanwhile.',
    ]);
  });

  test('sees the misses of code that asks has() first, and counts its hits once', () => {
    const { t, cache } = setUp();
    const read = (key: string) => (cache.has(key) ? cache.get(key) : undefined);
    read('a');
    cache.set('a', 1);
    read('a');
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 1, miss: 1 });
  });

  test('leaves has() out on request', () => {
    const { t, cache } = setUp({ countHas: false });
    cache.has('a');
    cache.get('a');
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 1 });
  });

  test('counts a read that throws as an error and passes the very error on', () => {
    const t = createTestTelemetry();
    const error = new Error('broken');
    const broken = {
      size: 0,
      get: () => {
        throw error;
      },
      set: () => undefined,
    };
    const cache = observeCache('broken', broken, { providers: t.providers });
    expect(() => cache.get()).toThrow(error);
    expect(outcomesOf(t, 'broken')).toEqual({ error: 1 });
  });

  test('takes promises in a Map for values and hands out the very promise', async () => {
    const { t, cache } = setUp();
    const promise = Promise.reject(new Error('handled below'));
    cache.set('a', promise);
    expect(cache.get('a')).toBe(promise);
    await expect(promise).rejects.toThrow('handled below');
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 1 });
  });

  test('says that promises are taken for values where it guessed', () => {
    const t = createTestTelemetry();
    const make = () => ({ size: 1, get: () => Promise.resolve(1), set: () => undefined });
    const { providers } = t;
    void observeCache('guessed', make(), { providers }).get();
    void observeCache('known', make(), { kind: 'map', providers }).get();
    void observeCache('a Map', new Map([[1, Promise.resolve(1)]]), { providers }).get(1);
    expect(t.said()).toEqual([
      "telemetry/cache: \"guessed\" gives promises, which are taken for its values. Pass kind: 'async' if they are its answers, kind: 'map' if they are its values.",
    ]);
  });

  test('measures times of a cache in memory on request only', () => {
    const silent = setUp();
    silent.cache.get('a');
    expect(silent.t.metric('fluxora.cache.operation.duration')).toBeUndefined();
    const { t, cache } = setUp({ durations: true });
    cache.set('a', 1).get('a');
    cache.delete('a');
    cache.clear();
    const operations = durationsOf(
      t,
      'fluxora.cache.operation.duration',
      'fluxora.cache.operation',
      'sites', // prettier-ignore
    );
    expect(operations).toEqual({ set: 1, get: 1, delete: 1, clear: 1 });
    assertConventions(t, [cacheCatalog]);
  });

  test('adds up caches that share a name, entries included', () => {
    const { t, cache, target } = setUp();
    const other = observeCache('sites', new Map([['x', 1]]), { providers: t.providers });
    target.set('a', 1);
    cache.get('a');
    other.get('x');
    other.get('y');
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 2, miss: 1 });
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'sites')).toBe(2);
  });

  test('returns the same object when a cache is observed again under its name', () => {
    const { t, cache, target } = setUp();
    expect(observeCache('sites', target, { providers: t.providers })).toBe(cache);
    expect(observeCache('sites', cache, { providers: t.providers })).toBe(cache);
    cache.get('a');
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 1 });
  });

  test('counts under two names what is observed under two', () => {
    const { t, cache } = setUp();
    const twice = observeCache('all', cache, { providers: t.providers });
    twice.get('a');
    expect([outcomesOf(t, 'sites'), outcomesOf(t, 'all')]).toEqual([{ miss: 1 }, { miss: 1 }]);
  });

  test('keeps names that are built from input within the limit', () => {
    const t = createTestTelemetry();
    for (let i = 0; i < 1_200; i++) {
      observeCache(`site-${i}`, new Map(), { providers: t.providers }).get('a');
    }
    const points = t.metric('fluxora.cache.requests')?.points ?? [];
    const sum = points
      .filter(({ attributes }) => attributes['fluxora.cache.outcome'] !== 'hit')
      .reduce((total, { value = 0 }) => total + value, 0);
    expect(sum).toBe(1_200);
    const names = new Set(points.map(({ attributes }) => attributes['fluxora.cache.name']));
    expect(names.size).toBe(101);
    expect(points.some(({ attributes }) => attributes['otel.metric.overflow'])).toBe(true);
    expect(t.said().some((line) => line.includes('"fluxora.cache.name"'))).toBe(true);
  });

  test('lets neither keys nor values into any signal', () => {
    const { t, cache } = setUp({ durations: true });
    cache.set('secret-key', 'secret-value').get('secret-key');
    cache.get('secret-absent');
    cache.has('secret-absent');
    const everything = JSON.stringify([t.totals(), t.logs(), t.spans(), t.said()]);
    expect(everything).toContain('fluxora.cache.requests');
    expect(everything).not.toContain('secret');
  });
});

describe('transparency', () => {
  class Forecasts<K, V> extends Map<K, V> {
    readonly #unit = 'kWh';
    unit() {
      return this.#unit;
    }
    getOrMake(key: K, make: () => V) {
      if (!this.has(key)) this.set(key, make());
      return this.get(key);
    }
  }

  function observedForecasts() {
    const t = createTestTelemetry();
    const target = new Forecasts<string, number>([['berlin', 1], ['paris', 2]]); // prettier-ignore
    return { t, target, cache: observeCache('forecasts', target, { providers: t.providers }) };
  }

  test('is an instance of its classes, with private fields, accessors and methods of its own', () => {
    const { cache } = observedForecasts();
    expect(cache).toBeInstanceOf(Forecasts);
    expect(cache).toBeInstanceOf(Map);
    expect(cache.constructor).toBe(Forecasts);
    expect(cache.unit()).toBe('kWh');
    expect(cache.size).toBe(2);
    expect(Object.prototype.toString.call(cache)).toBe('[object Map]');
    const { get, keys } = cache as unknown as Record<'get' | 'keys', (key: string) => unknown>;
    expect([get.name, get.length]).toEqual(['get', 1]);
    expect(cache).toHaveProperty('keys', keys);
    expect(cache.getOrMake('rome', () => 3)).toBe(3);
  });

  test('is iterated, spread, copied and compared as the cache is', () => {
    const { cache, target } = observedForecasts();
    expect([...cache]).toEqual([...target]);
    expect(new Map(cache)).toEqual(new Map(target));
    expect(Object.fromEntries(cache)).toEqual({ berlin: 1, paris: 2 });
    expect([...cache.keys(), ...cache.values()]).toEqual(['berlin', 'paris', 1, 2]);
    expect(cache).toEqual(target);
    expect(Object.keys(cache)).toEqual([]);
    expect(inspect(cache)).toBe(inspect(target));
  });

  test('gives itself, and never the cache, to callbacks and in chains', () => {
    const { cache } = observedForecasts();
    const seen = new Set<unknown>();
    cache.forEach(function (this: unknown, _value, _key, map) {
      seen.add(map).add(this);
    }, cache);
    expect([...seen]).toEqual([cache]);
    expect(cache.set('a', 1).set('b', 2)).toBe(cache);
  });

  test('leaves the cache as it is, and what is set on the object reaches it', () => {
    const { cache, target } = observedForecasts();
    const before = Reflect.ownKeys(target);
    cache.set('rome', 3);
    expect(Reflect.ownKeys(target)).toEqual(before);
    Object.assign(cache, { label: 'day ahead' });
    expect((target as { label?: string }).label).toBe('day ahead');
    expect('label' in cache).toBe(true);
    Object.assign(target, { later: () => 'new' });
    expect((cache as unknown as { later(): string }).later()).toBe('new');
  });

  test('counts only what is called on it, not what the cache does within', () => {
    const { t, cache, target } = observedForecasts();
    cache.getOrMake('berlin', () => 9);
    target.get('paris');
    expect(outcomesOf(t, 'forecasts')).toEqual({});
  });

  test('lets methods be called on other objects', () => {
    const { t, cache } = observedForecasts();
    const other = new Map([['x', 7]]);
    const { get, entries } = cache as unknown as Record<'get' | 'entries', () => never>;
    expect(Reflect.apply(get, other, ['x'])).toBe(7);
    expect([...(Reflect.apply(entries, other, []) as Iterable<unknown>)]).toEqual([['x', 7]]);
    expect(outcomesOf(t, 'forecasts')).toEqual({});
  });

  test('can be spied on, and uses what replaces a method of the cache', () => {
    const { t, cache, target } = observedForecasts();
    const spy = vi.spyOn(cache, 'get');
    cache.get('berlin');
    expect(spy).toHaveBeenCalledExactlyOnceWith('berlin');
    spy.mockRestore();
    target.get = () => 42;
    expect(cache.get('rome')).toBe(42);
    expect(outcomesOf(t, 'forecasts')).toEqual({ hit: 2 });
  });

  test('works on a frozen cache', () => {
    const t = createTestTelemetry();
    const values = new Map<string, number>();
    const frozen = Object.freeze({
      size: 0,
      get: (key: string) => values.get(key),
      set: (key: string, value: number) => void values.set(key, value),
      keys: () => [...values.keys()],
    });
    const cache = observeCache('frozen', frozen, { providers: t.providers });
    cache.set('a', 1);
    expect([cache.get('a'), cache.keys()]).toEqual([1, ['a']]);
    expect(() => Object.assign(cache, { more: 1 })).toThrow(TypeError);
    expect(outcomesOf(t, 'frozen')).toEqual({ hit: 1 });
  });

  test('observes a WeakMap, which has no size', () => {
    const t = createTestTelemetry();
    const cache = observeCache('weak', new WeakMap<object, number>(), { providers: t.providers });
    const key = {};
    cache.set(key, 1);
    expect([cache.get(key), cache.get({}), cache.has(key)]).toEqual([1, undefined, true]);
    expect(outcomesOf(t, 'weak')).toEqual({ hit: 1, miss: 1 });
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'weak')).toBeUndefined();
  });
});

describe('life cycle', () => {
  test('stops counting and reporting the size when stopped; the cache works on', () => {
    const { t, cache, target } = setUp();
    cache.set('a', 1);
    cache.get('a');
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'sites')).toBe(1);
    expect(stopObservingCache(cache)).toBe(target);
    t.reset();
    expect(cache.get('a')).toBe(1);
    expect(outcomesOf(t, 'sites')).toEqual({});
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'sites')).toBeUndefined();
    expect(stopObservingCache(target)).toBe(target);
    const again = observeCache('sites', target, { providers: t.providers });
    expect(again).not.toBe(cache);
    again.get('a');
    observeCache('sites', cache, { providers: t.providers }).get('a');
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 2 });
  });

  test('does not keep a cache alive, and stops reporting the size of one that is gone', async () => {
    const t = createTestTelemetry();
    const observeOne = () => {
      const cache = observeCache('brief', new Map([['a', 1]]), { providers: t.providers });
      cache.get('a');
      return new WeakRef(cache);
    };
    const cache = observeOne();
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'brief')).toBe(1);
    await expect.poll(() => (collectGarbage(), cache.deref() === undefined)).toBe(true);
    t.reset();
    await expect
      .poll(() => (collectGarbage(), sizeOf(t, 'fluxora.cache.entry.count', 'brief')))
      .toBeUndefined();
    t.reset();
    expect(outcomesOf(t, 'brief')).toEqual({});
  });

  test('works without an SDK', () => {
    const cache = observeCache('nobody listens', new Map<string, number>(), { durations: true });
    expect(cache.set('a', 1).get('a')).toBe(1);
  });

  test('works after the telemetry has ended', async () => {
    const { t, cache } = setUp();
    await t.dispose();
    expect(cache.set('a', 1).get('a')).toBe(1);
  });

  test('survives a size that cannot be read, or is nonsense', () => {
    const t = createTestTelemetry();
    let size: unknown = 0;
    const base = { get: () => 1, set: () => undefined };
    const cache = observeCache(
      'hostile',
      Object.defineProperty(base, 'size', {
        get() {
          if (size === 'throw') throw new Error('size');
          return size;
        },
      }),
      { providers: t.providers },
    );
    cache.get();
    for (size of ['throw', Number.NaN, -1, 'many', Infinity]) {
      t.reset();
      expect(sizeOf(t, 'fluxora.cache.entry.count', 'hostile')).toBeUndefined();
      expect(t.metric('fluxora.cache.requests')).toBeDefined();
    }
  });
});

describe('set-up', () => {
  const problemsOf = (make: () => unknown): readonly string[] => {
    try {
      make();
    } catch (error) {
      expect(error).toBeInstanceOf(TelemetryError);
      expect((error as TelemetryError).code).toBe('cache.invalid');
      return (error as TelemetryError).problems;
    }
    return [];
  };

  test.each([
    [null],
    [undefined],
    [7],
    ['map'],
    [() => 1],
    [{}],
    [{ get: 1, set: 2 }],
    [new Set()],
    [[]],
  ])(
    // prettier-ignore
    'refuses %o, which is no cache, and says what is',
    (nonsense) => {
      expect(problemsOf(() => observeCache('x', nonsense as never))).toEqual([
        expect.stringMatching(
          /^telemetry\/cache: observeCache\(\) was given .* Pass a Map or .*ioredis\.$/,
        ),
      ]);
    },
  );

  test('refuses an object whose properties cannot be read', () => {
    const hostile = new Proxy({}, { get: () => { throw new Error('no'); } }); // prettier-ignore
    expect(problemsOf(() => observeCache('x', hostile))).toHaveLength(1);
  });

  test('asks for the kind where get() may give a value or a promise', () => {
    const unclear = { get: () => Promise.resolve(1), set: () => undefined };
    expect(problemsOf(() => observeCache('x', unclear))).toEqual([
      expect.stringContaining("Pass kind: 'map' for values, kind: 'async' for promises."),
    ]);
    const { providers } = createTestTelemetry();
    expect(problemsOf(() => observeCache('x', unclear, { kind: 'async', providers }))).toEqual([]);
  });

  test('lists every wrong option at once', () => {
    const options = { kind: 'memcached', durations: 1, isMiss: true, ttl: 5 } as never;
    expect(problemsOf(() => observeCache('', new Map(), options))).toEqual([
      'telemetry/cache: observeCache() was given "" for a name. Name the cache in the code by 1 to 200 characters, as in "forecasts".',
      'telemetry/cache: "ttl" is not an option. Use any of durations, countHas, sizesAreBytes, kind, isMiss, providers.',
      'telemetry/cache: kind is "memcached". Use one of map, async, lru-cache, keyv, cache-manager, redis.',
      'telemetry/cache: isMiss is true. Pass a function that says whether a value is none.',
      'telemetry/cache: durations is 1. Use true or false.',
    ]);
    expect(problemsOf(() => observeCache('x'.repeat(201), new Map()))).toHaveLength(1);
    expect(problemsOf(() => observeCache('x', new Map(), 5 as never))).toHaveLength(1);
    expect(problemsOf(() => observeCache('x', new Map(), null as never))).toHaveLength(1);
  });
});
