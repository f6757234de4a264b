import genericPool from 'generic-pool';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import * as fc from 'fast-check';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { TelemetryError } from '../telemetry-error.ts';
import { connectionPoolCatalog } from './catalog.ts';
import { observePool } from './observe-pool.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const createPool = (options = {}) =>
  genericPool.createPool(
    { create: async () => ({}), destroy: async () => undefined },
    { max: 2, ...options },
  );

const points = (t: TestTelemetry, name: string) =>
  t.metric(`db.client.connection.${name}`)?.points ?? [];
const namesIn = (t: TestTelemetry, metric = 'limit') =>
  points(t, metric).map(({ attributes }) => attributes['db.client.connection.pool.name']);

function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'pool.invalid') return error.problems;
    throw error;
  }
  return [];
}

describe('observePool', () => {
  test('emits what its catalog declares', async () => {
    const t = createTestTelemetry();
    const pool = createPool({ acquireTimeoutMillis: 10 });
    observePool(pool, { name: 'models', timings: 'wrap', providers: t.providers });
    observePool(
      {},
      {
        name: 'own',
        read: () => ({ used: 1, idle: 2, pending: 3, max: 4, idleMax: 5, idleMin: 0 }),
        providers: t.providers,
      },
    );
    const lent = [await pool.acquire(), await pool.acquire()];
    await expect(pool.acquire()).rejects.toThrow('ResourceRequest timed out');
    for (const resource of lent) await pool.release(resource);

    assertConventions(t, [connectionPoolCatalog], { required: true });
    expect(t.metrics().map(({ name }) => name.replace('db.client.connection.', ''))).toEqual(
      expect.arrayContaining([
        'count',
        'limit',
        'idle.max',
        'idle.min',
        'pending_requests',
        'timeouts',
        'wait_time',
        'use_time',
      ]),
    );
    expect(t.drops.counts()).toEqual([]);
    expect(t.said()).toEqual([]);
  });

  test('gives the numbers of one moment', () => {
    const t = createTestTelemetry();
    let calls = 0;
    const read = () => ({ used: (calls += 1), idle: calls, pending: calls, max: calls });
    observePool({}, { read, providers: t.providers });
    const values = t.metrics().flatMap((metric) => metric.points.map(({ value }) => value));
    expect(new Set(values)).toEqual(new Set([calls]));
  });

  test('gives the same answer for the same pool, and says once that the second call does nothing', () => {
    const t = createTestTelemetry();
    const pool = createPool();
    const first = observePool(pool, { name: 'models', providers: t.providers });
    expect(observePool(pool, { name: 'other', providers: t.providers })).toBe(first);
    expect(observePool(pool, { providers: t.providers })).toBe(first);
    expect(t.said()).toEqual([
      'telemetry/pool: the pool "models" is observed already; the options of the second call are ignored. ' +
        'Call observePool() once for each pool, where it is made.',
    ]);
    expect(namesIn(t)).toEqual(['models']);

    first.stop();
    expect(observePool(pool, { name: 'other', providers: t.providers }).name).toBe('other');
  });

  test('numbers a name that another pool has, and says so', () => {
    const t = createTestTelemetry();
    const [first, second, third] = [1, 2, 3].map(() =>
      observePool(createPool(), { providers: t.providers }),
    );
    expect([first?.name, second?.name, third?.name]).toEqual([
      'generic-pool',
      'generic-pool#2',
      'generic-pool#3',
    ]);
    expect(t.said()[0]).toBe(
      'telemetry/pool: two pools are named "generic-pool"; the later one is reported as "generic-pool#2". ' +
        'Give each a name: observePool(pool, { name }).',
    );
    second?.stop();
    expect(observePool(createPool(), { providers: t.providers }).name).toBe('generic-pool#2');
  });

  test('reports nothing after stop(), which may be called twice, and leaves the pool as it was', async () => {
    const t = createTestTelemetry();
    const pool = createPool();
    const observed = observePool(pool, { timings: 'wrap', providers: t.providers });
    expect(points(t, 'count')).toHaveLength(2);
    t.metrics();
    observed.stop();
    observed.stop();
    await pool.release(await pool.acquire());
    expect(t.metrics()).toEqual([]);
    for (const method of ['acquire', 'release', 'destroy'])
      expect(Object.hasOwn(pool, method)).toBe(false);
  });

  test('lets the pool be collected', async () => {
    const t = createTestTelemetry();
    let pool: object | undefined = createPool();
    observePool(pool, { timings: 'wrap', providers: t.providers });
    const weak = new WeakRef(pool);
    pool = undefined;
    await vi.waitFor(() => {
      collectGarbage();
      // Not the object itself: the error of a try that fails would hold it.
      expect(weak.deref() === undefined).toBe(true);
    });
    expect(t.metrics()).toEqual([]);
  });

  test('says once that a pool cannot be read, counts it, and goes on with the others', () => {
    const t = createTestTelemetry();
    const read = (): never => {
      throw new Error('no idea');
    };
    observePool({}, { name: 'mute', read, providers: t.providers });
    observePool(createPool(), { name: 'models', providers: t.providers });
    expect(namesIn(t)).toEqual(['models']);
    t.metrics();
    expect(t.said()).toEqual([
      'telemetry/pool: the pool "mute" (custom) could not be read: no idea; its numbers are missing. ' +
        'Have read return { used, idle, max, pending } with numbers ≥ 0, at once.',
    ]);
    expect(t.drops.counts()).toMatchObject([{ signal: 'metrics', cause: 'callback_failed' }]);
  });

  test.each([
    [{ used: -1 }, 'read gave used: -1'],
    [{ used: Number.NaN }, 'read gave used: NaN'],
    [{ idle: '3' }, 'read gave idle: 3'],
    [{}, 'read gave none of used, idle, pending, max, idleMax, idleMin'],
    [Promise.resolve({ used: 1 }), 'read gave none of'],
    [undefined, 'read gave undefined, not an object'],
  ])('takes nothing from a reader that gives %j', (reading, reason) => {
    const t = createTestTelemetry();
    observePool({}, { read: () => reading as object, providers: t.providers });
    expect(t.metrics()).toEqual([]);
    expect(t.said().join()).toContain(reason);
  });

  test('rejects bad options, all at once, with the mend', () => {
    expect(
      problemsOf(() =>
        observePool(createPool(), {
          name: ' ',
          max: 0,
          timings: 'always' as never,
          read: 5 as never,
          nmae: 'x',
        } as never),
      ),
    ).toEqual([
      'telemetry/pool: has no option "nmae". Use name, kind, read, max, timings, providers.',
      'telemetry/pool: name is " ". Use 1 to 200 characters, or leave it out for the server\'s address.',
      'telemetry/pool: max is 0. Use a whole number above 0, or leave it out.',
      'telemetry/pool: timings is "always". Use "events" or "wrap".',
      'telemetry/pool: read is 5. Use a function that gives { used, idle, max, pending }.',
    ]);
  });

  class Client {
    readonly url = 'somewhere';
  }
  test.each([
    [undefined, {}, 'the pool is undefined. Pass the pool or client itself.'],
    [
      new Client(),
      {},
      'the pool is of no known kind (an object of class Client). Pass the pool itself of one of pg, mysql2, generic-pool, tarn, ' +
        'redis-pool, redis, ioredis-cluster, ioredis, mongodb, or read: (pool) => ({ used, idle, max, pending }) for a pool of your own.',
    ],
    [
      {},
      { kind: 'pg' },
      'the pool is an object of class Object and not one of kind "pg". Leave kind out',
    ],
    [{}, { kind: 'oracle' }, 'kind is "oracle". Use one of pg,'],
    [{}, { kind: 'custom' }, 'kind is "custom" without read.'],
    [{}, { kind: 'pg', read: () => ({}) }, 'has both read and kind "pg".'],
    [{}, 5, 'options is 5. Pass an object, or leave it out.'],
  ])('rejects %j with %j', (pool, options, problem) => {
    const problems = problemsOf(() => observePool(pool as object, options as never));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`telemetry/pool: ${problem}`);
  });

  test('rejects whatever is no pool, without another error', () => {
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('hands off');
        },
        getPrototypeOf() {
          throw new Error('hands off');
        },
      },
    );
    expect(problemsOf(() => observePool(hostile))).toHaveLength(1);
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (pool, options) => {
        const problems = problemsOf(() => observePool(pool as object, options as never));
        for (const problem of problems) expect(problem).toMatch(/^telemetry\/pool: .+\. .+\.$/s);
      }),
    );
  });

  test('turns what a pool throws while it is being looked at into its own error', () => {
    const pool = Object.freeze(Object.create(createPool()) as object);
    expect(problemsOf(() => observePool(pool, { name: 'frozen', timings: 'wrap' }))).toMatchObject([
      expect.stringMatching(
        /the pool "frozen" \(generic-pool\) cannot be observed: .*Pass the pool as/,
      ),
    ]);
  });
});

test('forgets short-lived pools although nobody collects metrics', async () => {
  const kept: WeakRef<object>[] = [];
  for (let index = 0; index < 1_000; index++) {
    const read = () => ({ used: index });
    kept.push(new WeakRef(read));
    observePool({}, { name: `brief ${index}`, read });
    if (index % 50 !== 0) continue;
    await nextTurn();
    collectGarbage();
  }
  await nextTurn();
  collectGarbage();
  expect(kept.filter((each) => each.deref()).length).toBeLessThan(300);
});

describe('a generic-pool', () => {
  test('tells what is used, idle, waiting and possible', async () => {
    const t = createTestTelemetry();
    const pool = createPool();
    observePool(pool, { providers: t.providers });
    const lent = [await pool.acquire(), await pool.acquire()];
    const waiting = pool.acquire();
    expect(points(t, 'count').map(({ value }) => value)).toEqual([2, 0]);
    expect(points(t, 'pending_requests')[0]?.value).toBe(1);
    expect(points(t, 'limit')[0]?.value).toBe(2);
    await pool.release(lent[0] as object);
    await pool.release(await waiting);
    await pool.release(lent[1] as object);
    expect(points(t, 'count').map(({ value }) => value)).toEqual([-2, 2]);
  });

  test('with timings: "wrap" tells how long requests wait and resources are used', async () => {
    const t = createTestTelemetry();
    const pool = createPool({ max: 1, acquireTimeoutMillis: 20 });
    observePool(pool, { timings: 'wrap', providers: t.providers });
    const resource = await pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ name: 'TimeoutError' });
    await pool.destroy(resource);
    await pool.use(async () => undefined);
    expect(points(t, 'timeouts')[0]?.value).toBe(1);
    expect(points(t, 'wait_time')[0]?.count).toBe(2);
    expect(points(t, 'use_time')[0]?.count).toBe(2);
  });
});
