import { EventEmitter, once } from 'node:events';
import { Pool } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import { observePool, type ObservePoolOptions } from '../observe-pool.ts';

/** A connection that opens when the test says so: everything else is the real pg-pool. */
class FakeClient extends EventEmitter {
  static opening: ((error?: Error) => void)[] = [];
  _queryable = true;
  connect(callback: (error?: Error) => void): void {
    FakeClient.opening.push(callback);
  }
  isConnected(): boolean {
    return false;
  }
  end(callback?: () => void): void {
    if (callback) process.nextTick(callback);
  }
  ref(): void {}
  unref(): void {}
}

const opened = (error?: Error): void => FakeClient.opening.shift()?.(error);
const turn = () => new Promise((resolve) => setImmediate(resolve));

interface SetUp {
  pool: Pool;
  t: TestTelemetry;
  options?: ObservePoolOptions;
}

const pools: Pool[] = [];
afterEach(() => {
  FakeClient.opening = [];
  pools.length = 0;
});

function setUp(poolOptions: object = {}, options: ObservePoolOptions = {}): SetUp {
  const pool = new Pool({ Client: FakeClient as never, max: 2, ...poolOptions });
  const t = createTestTelemetry();
  observePool(pool, { name: 'db', ...options, providers: t.providers });
  return { pool, t };
}

function numbers(t: TestTelemetry) {
  const value = (name: string, state?: string) =>
    t
      .totals()
      .find((metric) => metric.name === `db.client.connection.${name}`)
      ?.points.find(({ attributes }) => attributes['db.client.connection.state'] === state)?.value;
  return {
    used: value('count', 'used'),
    idle: value('count', 'idle'),
    pending: value('pending_requests'),
    limit: value('limit'),
  };
}

const timesOf = (t: TestTelemetry, name: string) =>
  t.totals().find((metric) => metric.name === `db.client.connection.${name}`)?.points[0];

describe('a pg pool', () => {
  test('tells what is used, idle, waiting and possible', async () => {
    const { pool, t } = setUp();
    expect(numbers(t)).toEqual({ used: 0, idle: 0, pending: 0, limit: 2 });

    const requests = [pool.connect(), pool.connect(), pool.connect()];
    // Two connections are being opened, for requests that wait like the third.
    expect(numbers(t)).toMatchObject({ used: 0, idle: 0, pending: 3 });
    opened();
    opened();
    const clients = await Promise.all(requests.slice(0, 2));
    expect(numbers(t)).toMatchObject({ used: 2, idle: 0, pending: 1 });
    clients[0]?.release();
    await requests[2];
    expect(numbers(t)).toMatchObject({ used: 2, idle: 0, pending: 0 });
    clients[1]?.release();
    expect(numbers(t)).toMatchObject({ used: 1, idle: 1, pending: 0 });
  });

  test('tells how long connections are used, by its events alone', async () => {
    const { pool, t } = setUp();
    const request = pool.connect();
    opened();
    const client = await request;
    expect(timesOf(t, 'use_time')).toBeUndefined();
    client.release();
    expect(timesOf(t, 'use_time')).toMatchObject({ count: 1 });
    expect(timesOf(t, 'wait_time')).toBeUndefined();
    expect(timesOf(t, 'timeouts')).toBeUndefined();
    expect(Object.hasOwn(pool, 'connect')).toBe(false);
  });

  test('that was in use before it was observed is counted right, and stays so', async () => {
    const pool = new Pool({ Client: FakeClient as never, max: 3 });
    const early = pool.connect();
    opened();
    const client = await early;
    const opening = pool.connect();
    const t = createTestTelemetry();
    observePool(pool, { name: 'db', providers: t.providers });

    opened();
    const second = await opening;
    expect(numbers(t)).toMatchObject({ used: 2, idle: 0, pending: 0 });
    client.release();
    expect(numbers(t)).toMatchObject({ used: 1, idle: 1, pending: 0 });
    second.release();
    expect(numbers(t)).toMatchObject({ used: 0, idle: 2, pending: 0 });
    const [a, b] = [await pool.connect(), await pool.connect()];
    expect(numbers(t)).toMatchObject({ used: 2, idle: 0, pending: 0 });
    a.release();
    b.release(true);
    expect(numbers(t)).toMatchObject({ used: 0, idle: 1, pending: 0 });
  });

  test('that fails to connect has nothing used, and nothing that waits', async () => {
    const { pool, t } = setUp();
    const request = pool.connect();
    opened(new Error('refused'));
    await expect(request).rejects.toThrow('refused');
    expect(numbers(t)).toMatchObject({ used: 0, idle: 0, pending: 0 });
  });

  test('is not reported any more once it has ended', async () => {
    const { pool, t } = setUp();
    expect(t.metric('db.client.connection.limit')?.points).toHaveLength(1);
    await pool.end();
    expect(t.metric('db.client.connection.limit')).toBeUndefined();
    expect(pool.listenerCount('acquire')).toBe(0);
  });

  test.each([
    [
      { connectionString: 'postgres://me:s3cret@db.internal:6543/forecasts' },
      'db.internal:6543/forecasts',
    ],
    [
      { host: 'db', port: 5433, database: 'loads', password: 's3cret', user: 'me' },
      'db:5433/loads',
    ],
    [{ connectionString: 'postgres://me:s3cret@[::1]/x%20y' }, '[::1]:5432/x y'],
    [{ host: '/var/run/postgresql', database: 'loads' }, '/var/run/postgresql:5432/loads'],
  ])('names itself after its server without credentials: %j', (options, name) => {
    const pool = new Pool({ Client: FakeClient as never, ...options });
    using t = createTestTelemetry();
    expect(observePool(pool, { providers: t.providers }).name).toBe(name);
  });
});

describe('a pg pool with timings: "wrap"', () => {
  const wrap = { timings: 'wrap' } as const;

  test('tells how long requests wait and how long opening takes, for promises and callbacks', async () => {
    const { pool, t } = setUp({}, wrap);
    const first = pool.connect();
    opened();
    const client = await first;
    expect(timesOf(t, 'wait_time')).toMatchObject({ count: 1 });
    expect(timesOf(t, 'create_time')).toMatchObject({ count: 1 });
    client.release();

    await new Promise<void>((resolve) => {
      pool.connect((_error, _client, release) => {
        release();
        resolve();
      });
    });
    expect(timesOf(t, 'wait_time')).toMatchObject({ count: 2 });
    expect(timesOf(t, 'create_time')).toMatchObject({ count: 1 });
    expect(timesOf(t, 'timeouts')).toMatchObject({ value: 0 });
  });

  test('counts requests that got no connection in time, whose error stays', async () => {
    const { pool, t } = setUp({ max: 1, connectionTimeoutMillis: 20 }, wrap);
    const request = pool.connect();
    opened();
    const client = await request;
    await expect(pool.connect()).rejects.toThrow('timeout exceeded when trying to connect');
    await expect(
      new Promise((_resolve, reject) => pool.connect((error) => reject(error))),
    ).rejects.toThrow('timeout exceeded when trying to connect');
    expect(timesOf(t, 'timeouts')).toMatchObject({ value: 2 });
    expect(timesOf(t, 'wait_time')).toMatchObject({ count: 1 });
    client.release();
  });

  test('leaves name, length, class of the promise and unhandled rejections as they are', async () => {
    const { pool } = setUp({}, wrap);
    expect([pool.connect.name, pool.connect.length]).toEqual(['connect', 1]);
    expect(Object.keys(pool)).not.toContain('connect');
    const rejected = once(process, 'unhandledRejection');
    const request = pool.connect();
    expect(request).toBeInstanceOf(Promise);
    opened(new Error('nobody listens'));
    await expect(rejected).resolves.toMatchObject([{ message: 'nobody listens' }, request]);
  });

  test('is as before when stopped, also where somebody has wrapped it again', async () => {
    const pool = new Pool({ Client: FakeClient as never });
    const t = createTestTelemetry();
    const observed = observePool(pool, { ...wrap, name: 'db', providers: t.providers });
    observed.stop();
    expect(Object.hasOwn(pool, 'connect')).toBe(false);

    const again = observePool(pool, { ...wrap, name: 'db', providers: t.providers });
    const inner = pool.connect.bind(pool) as () => Promise<unknown>;
    pool.connect = (() => inner()) as never;
    again.stop();
    again.stop();
    const request = pool.connect();
    opened();
    await request;
    expect(timesOf(t, 'wait_time')).toBeUndefined();
    await turn();
  });
});
