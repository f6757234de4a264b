import { once } from 'node:events';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TelemetryError } from '../telemetry-error.ts';
import { cached, type CachedOptions } from './cached.ts';
import { cacheCatalog } from './catalog.ts';
import { durationsOf, evictionsOf, outcomesOf, sizeOf } from './fixtures/outcomes-of.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const pass = (ms: number): void => void vi.advanceTimersByTime(ms);
const loadsOf = (t: ReturnType<typeof createTestTelemetry>) =>
  durationsOf(t, 'fluxora.cache.load.duration', 'error.type', 'sites');

const spied = <Args extends unknown[], Result>(fn: (...args: Args) => Result) =>
  vi.fn<(...args: Args) => Result>(fn);

/** A function whose calls are answered by hand. */
function controlled<Value = string>() {
  const calls: { args: unknown[]; resolve(value: Value): void; reject(error: unknown): void }[] =
    [];
  const fn = (...args: unknown[]): Promise<Value> =>
    new Promise((resolve, reject) => calls.push({ args, resolve, reject }));
  return { fn, calls, last: () => calls.at(-1)! };
}

function setUp<F extends (...args: never[]) => unknown>(fn: F, options: CachedOptions<F> = {}) {
  const t = createTestTelemetry();
  return { t, get: cached('sites', fn, { providers: t.providers, ...options }) };
}

describe('synchronous functions', () => {
  test('remembers the result of each argument for a minute', () => {
    const compute = spied((site: string) => ({ site }));
    const { t, get } = setUp(compute);
    const first = get('berlin');
    expect(get('berlin')).toBe(first);
    expect(get('paris')).not.toBe(first);
    pass(59_999);
    expect(get('berlin')).toBe(first);
    pass(1);
    expect(get('berlin')).not.toBe(first);
    expect(compute).toHaveBeenCalledTimes(3);
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 2, miss: 3 });
    expect(evictionsOf(t, 'sites')).toEqual({ expired: 1 });
    expect(loadsOf(t)).toEqual({ '': 3 });
    assertConventions(t, [cacheCatalog], { required: true });
  });

  test('keeps no error, not even in the room that it has', () => {
    const { t, get } = setUp((site: string) => {
      throw new Error(site);
    });
    expect(() => get('berlin')).toThrow('berlin');
    pass(1);
    expect(() => get('berlin')).toThrow('berlin');
    expect(outcomesOf(t, 'sites')).toEqual({ error: 2 });
    expect(evictionsOf(t, 'sites')).toEqual({});
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'sites')).toBe(0);
  });

  test('takes undefined, null and NaN for results like any other', () => {
    for (const result of [undefined, null, Number.NaN, 0, '']) {
      const compute = spied((_key: unknown) => result);
      const { t, get } = setUp(compute);
      expect([get(1), get(1)]).toEqual([result, result]);
      expect(compute).toHaveBeenCalledOnce();
      expect(outcomesOf(t, 'sites')).toEqual({ hit: 1, miss: 1 });
    }
  });

  test.each([
    ['1', 1],
    [1, 1n],
    [null, undefined],
    [true, 'true'],
    [Symbol('a'), Symbol('a')],
  ])(
    // prettier-ignore
    'tells the keys %o and %o apart',
    (one, other) => {
      const { get } = setUp((key: unknown) => [key]);
      expect(get(one)).not.toBe(get(other));
      expect(get(one)).toBe(get(one));
    },
  );

  test('passes a thrown error on, and tries again', () => {
    const error = new TypeError('no such site');
    let isBroken = true;
    const { t, get } = setUp((site: string) => {
      if (isBroken) throw error;
      return site;
    });
    expect(() => get('x')).toThrow(error);
    isBroken = false;
    expect(get('x')).toBe('x');
    expect(outcomesOf(t, 'sites')).toEqual({ error: 1, miss: 1 });
    expect(loadsOf(t)).toEqual({ TypeError: 1, '': 1 });
  });

  test('remembers errors on request, and serves the very error', () => {
    const compute = spied((site: string) => {
      throw new Error(site);
    });
    const { t, get } = setUp(compute, { errorTtlMs: 100 });
    const caught = (): unknown => {
      try {
        return get('x');
      } catch (error) {
        return error;
      }
    };
    const error = caught();
    expect(error).toBeInstanceOf(Error);
    expect(caught()).toBe(error);
    expect(compute).toHaveBeenCalledOnce();
    pass(100);
    expect(caught()).not.toBe(error);
    expect(outcomesOf(t, 'sites')).toEqual({ error: 2, hit: 1 });
  });

  test('serves what is stale, and computes anew in a later turn', async () => {
    let version = 0;
    const { t, get } = setUp((_key: string) => ++version, { ttlMs: 10, staleMs: 10 });
    get('x');
    pass(10);
    expect([get('x'), get('x')]).toEqual([1, 1]);
    expect(version).toBe(1);
    await nextTurn();
    expect(get('x')).toBe(2);
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 1, stale: 2, hit: 1 });
    pass(20);
    expect(get('x')).toBe(3);
  });

  test('drops a computation in the background for what was deleted meanwhile', async () => {
    const compute = spied((_key: string) => 1);
    const { get } = setUp(compute, { ttlMs: 10, staleMs: 10 });
    get('x');
    pass(10);
    get('x');
    get.delete('x');
    await nextTurn();
    expect(compute).toHaveBeenCalledOnce();
  });
});

describe('asynchronous functions', () => {
  test('loads once for calls that come together', async () => {
    const { fn, calls, last } = controlled();
    const { t, get } = setUp(fn);
    const results = [get('a'), get('a'), get('a')];
    expect(calls).toHaveLength(1);
    pass(250);
    last().resolve('A');
    expect(await Promise.all(results)).toEqual(['A', 'A', 'A']);
    expect(await get('a')).toBe('A');
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 1, coalesced: 2, hit: 1 });
    const [point] = t.totals().find(({ name }) => name === 'fluxora.cache.load.duration')!.points;
    expect(point).toMatchObject({ count: 1, sum: 0.25 });
    assertConventions(t, [cacheCatalog]);
  });

  test('rejects all who wait with the very error, keeps nothing, and tries again', async () => {
    const { fn, calls, last } = controlled();
    const { t, get } = setUp(fn);
    const error = new RangeError('boom');
    const results = [get('a'), get('a')];
    last().reject(error);
    for (const result of results) await expect(result).rejects.toBe(error);
    void get('a');
    expect(calls).toHaveLength(2);
    expect(outcomesOf(t, 'sites')).toEqual({ error: 1, coalesced: 1 });
    expect(loadsOf(t)).toEqual({ RangeError: 1 });
  });

  test('leaves a rejection that nobody handles an unhandled one, for every caller', async () => {
    const { fn, last } = controlled();
    const { get } = setUp(fn);
    const seen: unknown[] = [];
    const others = process.rawListeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (error) => seen.push(error));
    try {
      const handled = get('a').catch(() => 'handled');
      void get('a');
      const unhandled = once(process, 'unhandledRejection');
      last().reject(new Error('nobody'));
      expect(await handled).toBe('handled');
      await unhandled;
      await nextTurn();
      expect(seen).toEqual([new Error('nobody')]);
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const other of others) process.on('unhandledRejection', other as never);
    }
  });

  test('remembers rejections on request', async () => {
    const load = spied(async (_key: string) => {
      throw new Error('down');
    });
    const { t, get } = setUp(load, { errorTtlMs: 1_000 });
    await expect(get('a')).rejects.toThrow('down');
    await expect(get('a')).rejects.toThrow('down');
    expect(load).toHaveBeenCalledOnce();
    expect(outcomesOf(t, 'sites')).toEqual({ error: 1, hit: 1 });
  });

  test('serves what is stale while one load is under way', async () => {
    const { fn, calls, last } = controlled();
    const { t, get } = setUp(fn, { ttlMs: 10, staleMs: 90 });
    const first = get('a');
    last().resolve('old');
    await first;
    pass(10);
    expect(await Promise.all([get('a'), get('a')])).toEqual(['old', 'old']);
    expect(calls).toHaveLength(2);
    last().resolve('new');
    await nextTurn();
    expect(await get('a')).toBe('new');
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 1, stale: 2, hit: 1 });
    expect(loadsOf(t)).toEqual({ '': 2 });
  });

  test('keeps what is stale when loading anew fails, measures that, and tries again', async () => {
    const { fn, calls, last } = controlled();
    const { t, get } = setUp(fn, { ttlMs: 10, staleMs: 90, errorTtlMs: 20 });
    const first = get('a');
    last().resolve('old');
    await first;
    pass(10);
    await get('a');
    last().reject(new Error('down'));
    await nextTurn();
    expect(await get('a')).toBe('old');
    expect(calls).toHaveLength(2);
    pass(20);
    expect(await get('a')).toBe('old');
    expect(calls).toHaveLength(3);
    expect(loadsOf(t)).toEqual({ '': 1, Error: 1 });
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 1, stale: 3 });
  });

  test('lets calls wait for a background load when the stale value has run out', async () => {
    const { fn, calls, last } = controlled();
    const { t, get } = setUp(fn, { ttlMs: 10, staleMs: 10 });
    const first = get('a');
    last().resolve('old');
    await first;
    pass(10);
    await get('a');
    pass(10);
    const waiting = get('a');
    expect(calls).toHaveLength(2);
    last().resolve('new');
    expect(await waiting).toBe('new');
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 1, stale: 1, coalesced: 1 });
  });

  test.each(['delete', 'clear'] as const)(
    'does not keep a load that was under way at %s()',
    async (forget) => {
      const { fn, calls } = controlled();
      const { get } = setUp(fn);
      const before = get('a');
      expect(forget === 'clear' ? get.clear() : get.delete('a')).toBe(
        forget === 'clear' ? undefined : true,
      );
      const after = get('a');
      calls[1]!.resolve('new');
      expect(await after).toBe('new');
      calls[0]!.resolve('old');
      expect(await before).toBe('old');
      expect(await get('a')).toBe('new');
      expect(calls).toHaveLength(2);
    },
  );

  test('awaits thenables once and gives promises', async () => {
    const then = spied((resolve: (value: string) => void) => resolve('rows'));
    // oxlint-disable-next-line unicorn/no-thenable -- what is tested
    const query = { then, where: () => query };
    const { get } = setUp((_key: string) => query as unknown as PromiseLike<string>);
    expect(await Promise.all([get('a'), get('a')])).toEqual(['rows', 'rows']);
    expect(await get('a')).toBe('rows');
    expect(then).toHaveBeenCalledOnce();
  });

  test('passes on what can be read only once, to each caller its own', async () => {
    const { t, get } = setUp(async (text: string) => Readable.from([text]));
    const read = async (stream: Readable) => (await stream.toArray()).join('');
    const both = await Promise.all([get('a'), get('a')]);
    expect(await Promise.all(both.map(read))).toEqual(['a', 'a']);
    expect(await read(await get('a'))).toBe('a');
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'sites')).toBe(0);
    expect(t.said()).toEqual([
      'telemetry/cache: "sites" gave a result that can be read only once (an iterator, a stream, a response with a body). It was passed on and not kept. Cache what is read from it.',
    ]);
    const iterators = setUp((_key: string) => [1, 2].values());
    expect([...iterators.get('a')]).toEqual([...iterators.get('a')]);
  });
});

describe('keys', () => {
  test('makes the key of the arguments by the option, with this', () => {
    const compute = spied((site: { id: string }, horizon: number) => `${site.id} ${horizon}`);
    const { get } = setUp(compute, { key: (site, horizon) => `${site.id} ${horizon}` });
    expect([get({ id: 'a' }, 24), get({ id: 'a' }, 24), get({ id: 'a' }, 48)]).toEqual([
      'a 24',
      'a 24',
      'a 48',
    ]);
    expect(compute).toHaveBeenCalledTimes(2);
    expect(get.delete({ id: 'a' }, 24)).toBe(true);
    expect(get.delete({ id: 'a' }, 24)).toBe(false);
  });

  test('caches a function without arguments', () => {
    const compute = spied(() => ({}));
    const { get } = setUp(compute);
    expect(get()).toBe(get());
    expect(compute).toHaveBeenCalledOnce();
  });

  test('goes past the cache for objects and for several arguments, says so once, counts misses', async () => {
    const compute = spied((...args: unknown[]) => args);
    const { t, get } = setUp(compute);
    const site = { secret: 'password' };
    expect(get(site)).toEqual([site]);
    expect(get(site)).toEqual([site]);
    expect(get(1, 2)).toEqual([1, 2]);
    expect(get(['secret'])).toEqual([['secret']]);
    expect(compute).toHaveBeenCalledTimes(4);
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 4 });
    expect(t.said()).toEqual([
      'telemetry/cache: "sites" was called with an object. Such calls are not cached. Pass the option key, which makes a string or number of the arguments.',
      'telemetry/cache: "sites" was called with 2 arguments. Such calls are not cached. Pass the option key, which makes a string or number of the arguments.',
      'telemetry/cache: "sites" was called with an array. Such calls are not cached. Pass the option key, which makes a string or number of the arguments.',
    ]);
    const failing = setUp(async (_key: object) => {
      throw new Error('down');
    });
    await expect(failing.get({})).rejects.toThrow('down');
    expect(outcomesOf(failing.t, 'sites')).toEqual({ error: 1 });
  });

  test('survives a key() that throws or gives nonsense', () => {
    let mode = 'throw';
    const { t, get } = setUp((_key: string) => ({}), {
      key: () => {
        if (mode === 'throw') throw new Error('key');
        return {};
      },
    });
    expect(get('a')).not.toBe(get('a'));
    mode = 'object';
    expect(get('a')).not.toBe(get('a'));
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 4 });
    expect(t.drops.counts()).toEqual([{ signal: 'metrics', cause: 'callback_failed', count: 2 }]);
    expect(t.said()).toHaveLength(2);
  });

  test('never gives one object what a method computed for another', () => {
    class Site {
      readonly id: string;
      constructor(id: string) {
        this.id = id;
      }
      forecast(day: string) {
        return `${this.id} ${day}`;
      }
    }
    const { t, get } = setUp(Reflect.get(Site.prototype, 'forecast'));
    Site.prototype.forecast = get;
    const [berlin, paris] = [new Site('berlin'), new Site('paris')];
    expect([berlin, paris, berlin, paris].map((site) => site.forecast('mon'))).toEqual([
      'berlin mon',
      'paris mon',
      'berlin mon',
      'paris mon',
    ]);
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 3, hit: 1 });
    expect(t.said()).toEqual([
      expect.stringContaining('"sites" is a method and was called on several objects.'),
    ]);
  });

  test('takes care of functions whose source cannot be read, except bound ones', () => {
    const of = function (this: { id: string }, day: string) {
      return `${this.id} ${day}`;
    };
    const { get } = setUp<(day: string) => string>(new Proxy(of, {}));
    const bound = setUp<(day: string) => string>(of.bind({ id: 'c' }));
    expect([{ id: 'a', get }.get('mon'), { id: 'b', get }.get('mon')]).toEqual(['a mon', 'b mon']);
    const calls = [{ get: bound.get }.get('mon'), { get: bound.get }.get('mon')];
    expect(calls).toEqual(['c mon', 'c mon']);
    expect(outcomesOf(bound.t, 'sites')).toEqual({ miss: 1, hit: 1 });
  });

  test('does not mind the receiver of a function that does not use it', () => {
    const { t, get } = setUp((day: string) => [day]);
    expect({ get }.get('mon')).toBe({ get }.get('mon'));
    expect(outcomesOf(t, 'sites')).toEqual({ hit: 1, miss: 1 });
  });

  test('lets no key, argument or result into any signal', async () => {
    const { t, get } = setUp(async (secret: string) => {
      if (secret.endsWith('!')) throw new Error(secret);
      return secret;
    });
    await get('secret-a');
    await get('secret-a');
    await expect(get('secret-b!')).rejects.toThrow('secret-b!');
    const everything = JSON.stringify([t.totals(), t.logs(), t.spans(), t.said()]);
    expect(everything).toContain('fluxora.cache.load.duration');
    expect(everything).not.toContain('secret');
  });
});

describe('bounds and life cycle', () => {
  test('keeps no more than max results; what was used lately stays', () => {
    const { t, get } = setUp((key: number) => [key], { max: 3 });
    const kept = get(1);
    get(2);
    get(3);
    get(1);
    get(4);
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'sites')).toBe(3);
    expect(sizeOf(t, 'fluxora.cache.entry.limit', 'sites')).toBe(3);
    expect(get(1)).toBe(kept);
    expect(evictionsOf(t, 'sites')).toEqual({ capacity: 1 });
  });

  test('keeps this, the arguments, the name and the length of the function', () => {
    const { get } = setUp(function forecast(this: unknown, site: string) {
      return [this, site];
    });
    expect([get.name, get.length]).toEqual(['forecast', 1]);
    const owner = { get };
    expect(owner.get('a')).toEqual([owner, 'a']);
  });

  test('goes on caching after stop(), and counts nothing', async () => {
    const compute = spied((_key: string) => ({}));
    const { t, get } = setUp(compute);
    get('a');
    get.stop();
    get.stop();
    t.reset();
    expect(get('a')).toBe(get('a'));
    get('b');
    expect(compute).toHaveBeenCalledTimes(2);
    expect(outcomesOf(t, 'sites')).toEqual({});
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'sites')).toBeUndefined();
    expect(t.metric('fluxora.cache.load.duration')).toBeUndefined();
  });

  test('stops when the signal aborts, or has aborted before', () => {
    const controller = new AbortController();
    const { t, get } = setUp((key: string) => key, { signal: controller.signal });
    get('a');
    controller.abort();
    get('b');
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 1 });
    const late = setUp((key: string) => key, { signal: controller.signal });
    late.get('a');
    expect(outcomesOf(late.t, 'sites')).toEqual({});
  });

  test('caches without an SDK', async () => {
    const compute = spied(async (_key: string) => 1);
    const get = cached('nobody listens', compute);
    expect(await Promise.all([get('a'), get('a')])).toEqual([1, 1]);
    expect(compute).toHaveBeenCalledOnce();
  });

  test('adds up functions that share a name', () => {
    const t = createTestTelemetry();
    const one = cached('sites', (key: string) => key, { providers: t.providers });
    const other = cached('sites', (key: string) => [key], { providers: t.providers });
    expect([one('a'), other('a')]).toEqual(['a', ['a']]);
    expect(outcomesOf(t, 'sites')).toEqual({ miss: 2 });
    expect(sizeOf(t, 'fluxora.cache.entry.count', 'sites')).toBe(2);
  });
});

describe('set-up', () => {
  const problemsOf = (...args: unknown[]): readonly string[] => {
    try {
      (cached as (...args: unknown[]) => unknown)(...args);
    } catch (error) {
      expect((error as TelemetryError).code).toBe('cache.invalid');
      return (error as TelemetryError).problems;
    }
    return [];
  };

  test('lists every wrong option at once', () => {
    const options = {
      ttlMs: 0,
      staleMs: -1,
      errorTtlMs: Number.NaN,
      max: 1.5,
      key: 'id',
      signal: {},
      ttl: 5,
    };
    expect(problemsOf('', (a: unknown) => a, options)).toEqual([
      'telemetry/cache: cached() was given "" for a name. Name the cache in the code by 1 to 200 characters, as in "forecasts".',
      'telemetry/cache: "ttl" is not an option. Use any of ttlMs, staleMs, errorTtlMs, max, key, signal, providers.',
      'telemetry/cache: ttlMs is 0. Use milliseconds above 0, or leave it out for 60000.',
      'telemetry/cache: staleMs is -1. Use milliseconds from 0, or leave it out for 0.',
      'telemetry/cache: errorTtlMs is NaN. Use milliseconds from 0, or leave it out for 0.',
      'telemetry/cache: max is 1.5. Use a whole number above 0, or leave it out for 1000.',
      'telemetry/cache: key is "id". Pass a function that makes a key of the arguments.',
      'telemetry/cache: signal is an object. Pass an AbortSignal.',
    ]);
  });

  test('asks for a key where a function has several parameters', () => {
    const fn = (site: string, horizon: number) => [site, horizon];
    expect(problemsOf('x', fn)).toEqual([
      'telemetry/cache: cached() was given a function of 2 parameters without a key. Pass the option key, as in key: (site, horizon) => `${site} ${horizon}`.',
    ]);
    expect(problemsOf('x', fn, { key: String })).toEqual([]);
  });

  test('refuses what is no function, or gives an iterator', () => {
    expect(problemsOf('x', 7)).toEqual([expect.stringContaining('was given 7 for a function')]);
    expect(problemsOf('x', function* () {})).toEqual([expect.stringContaining('generator')]);
    expect(problemsOf('x', async function* () {})).toEqual([expect.stringContaining('generator')]);
    expect(problemsOf('x', () => 1, null)).toHaveLength(1);
  });
});
