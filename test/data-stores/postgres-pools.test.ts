import { observePool, connectionPoolCatalog } from '@fluxora/telemetry-core';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { Client, Pool, type PoolConfig } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { poolNumbers } from './pool-numbers.ts';
import { canStartPostgres, startPostgres, type PostgresServer } from './postgres-server.ts';

let postgres: PostgresServer;
let pool: Pool;
let t: TestTelemetry;

/** What the server itself says about the connections of this pool. */
async function serverSide(): Promise<{ open: number; busy: number }> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  const { rows } = await client.query<{ open: number; busy: number }>(
    `SELECT count(*)::int AS open, count(*) FILTER (WHERE state <> 'idle')::int AS busy
     FROM pg_stat_activity WHERE application_name = 'observed'`,
  );
  await client.end();
  return rows[0] ?? { open: -1, busy: -1 };
}

function setUp(options: PoolConfig, timings: 'events' | 'wrap' = 'events'): void {
  pool = new Pool({ connectionString: postgres.url, application_name: 'observed', ...options });
  pool.on('error', () => undefined);
  t = createTestTelemetry();
  observePool(pool, { timings, providers: t.providers });
}

describe.runIf(canStartPostgres || process.env.CI)('a pg pool on a real PostgreSQL', () => {
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());
  afterEach(async () => {
    if (!pool.ended) await pool.end().catch(() => undefined);
  });

  test('counts what the server counts, under load and after it', async () => {
    setUp({ max: 5 });
    const queries = Array.from({ length: 40 }, () => pool.query('SELECT pg_sleep(0.05)'));
    await expect.poll(serverSide).toEqual({ open: 5, busy: 5 });
    expect(poolNumbers(t)).toMatchObject({ used: 5, idle: 0, limit: 5 });
    expect(poolNumbers(t).pending).toBeGreaterThan(0);

    await Promise.all(queries);
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 5, pending: 0 });
    await expect.poll(serverSide).toEqual({ open: 5, busy: 0 });
    const { usedFor } = poolNumbers(t);
    expect(usedFor?.count).toBe(40);
    expect(usedFor?.sum).toBeGreaterThan(40 * 0.05);
    assertConventions(t, [connectionPoolCatalog], { required: true });
    expect(t.drops.counts()).toEqual([]);
  });

  test('that is exhausted has requests that wait; the waits and the time-outs are told with timings: "wrap"', async () => {
    setUp({ max: 2, connectionTimeoutMillis: 150 }, 'wrap');
    const holders = await Promise.all([pool.connect(), pool.connect()]);
    const waiting = [pool.query('SELECT 1'), pool.query('SELECT 1'), pool.query('SELECT 1')];
    expect(poolNumbers(t)).toMatchObject({ used: 2, idle: 0, pending: 3 });
    await expect(Promise.all(waiting)).rejects.toThrow('timeout exceeded when trying to connect');
    await Promise.allSettled(waiting);
    expect(poolNumbers(t)).toMatchObject({ pending: 0, timeouts: 3, waited: { count: 2 } });

    const late = pool.query('SELECT 1');
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const holder of holders) holder.release();
    await late;
    const { waited, created, timeouts } = poolNumbers(t);
    expect(waited?.count).toBe(3);
    expect(waited?.sum).toBeGreaterThan(0.05);
    expect(created?.count).toBe(2);
    expect(timeouts).toBe(3);
  });

  test('survives the end of its server, reports nothing wrong meanwhile, and recovers', async () => {
    setUp({ max: 4, connectionTimeoutMillis: 2_000 }, 'wrap');
    const query = () => pool.query('SELECT pg_sleep(0.3)').catch((error: Error) => error);
    const underWay = Array.from({ length: 12 }, query);
    await expect.poll(() => poolNumbers(t).used).toBe(4);
    await postgres.kill();
    const outcomes = await Promise.all(underWay);
    expect(outcomes.some((outcome) => outcome instanceof Error)).toBe(true);
    await expect
      .poll(() => poolNumbers(t))
      .toMatchObject({ used: 0, idle: 0, pending: 0, limit: 4 });

    await postgres.restart();
    await expect(pool.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 1, pending: 0 });
    await expect.poll(serverSide).toMatchObject({ open: 1 });
    expect(t.drops.counts()).toEqual([]);
    expect(t.said()).toEqual([]);
  });

  test('whose connections end by age or by use is counted right', async () => {
    setUp({ max: 3, maxUses: 2, maxLifetimeSeconds: 1 });
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([pool.query('SELECT 1'), pool.query('SELECT 1')]);
    }
    expect(poolNumbers(t)).toMatchObject({ used: 0, pending: 0 });
    await expect.poll(async () => (await serverSide()).open).toBe(pool.totalCount);
    expect(poolNumbers(t).idle).toBe(pool.totalCount);
    await expect.poll(() => pool.totalCount, { timeout: 5_000 }).toBe(0);
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 0, pending: 0 });
  });
});
