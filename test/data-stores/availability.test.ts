import { createHealth, redisHealthCheck, sqlHealthCheck } from '@fluxora/telemetry-core';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { Redis } from 'ioredis';
import { Client, Pool } from 'pg';
import { createClient, createClientPool } from 'redis';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canStartPostgres, startPostgres, type PostgresServer } from './postgres-server.ts';
import { canStartRedis, startRedis, type RedisServer } from './redis-server.ts';

const within = (ms: number) => ({ signal: AbortSignal.timeout(ms) });
const outcomeOf = (answer: unknown) =>
  Promise.resolve(answer).then(
    (value) => value ?? 'pass',
    (error: Error) => error.message,
  );

/** A server behind a wire that can be cut without either end noticing. */
async function startWire(port: number) {
  let isCut = false;
  const sockets: Socket[] = [];
  const server: Server = createServer((near) => {
    const far = createConnection(port, '127.0.0.1');
    sockets.push(near, far);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => (isCut ? undefined : to.write(chunk)));
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    cut: () => void (isCut = true),
    mend: () => void (isCut = false),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.runIf(canStartPostgres || process.env.CI)('sqlHealthCheck on a real PostgreSQL', () => {
  let postgres: PostgresServer;
  const pools: Pool[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end().catch(() => undefined)));
    await postgres?.stop();
  });
  const poolOf = (options: object) => {
    const pool = new Pool({ connectionString: postgres.url, ...options });
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };

  test('passes, with a pool and with a single client, and leaves no connection lent', async () => {
    const pool = poolOf({ max: 1 });
    const check = sqlHealthCheck(pool);
    for (let round = 0; round < 3; round += 1)
      expect(await outcomeOf(check(within(2_000)))).toBe('pass');
    expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    expect(await outcomeOf(sqlHealthCheck(client)(within(2_000)))).toBe('pass');
    await client.end();
  });

  test('says that a pool is exhausted, queues once, and passes with a remark when a connection comes in time', async () => {
    const pool = poolOf({ max: 2 });
    const check = sqlHealthCheck(pool, { maxWaitMs: 100 });
    const holders = await Promise.all([pool.connect(), pool.connect()]);
    for (let round = 0; round < 5; round += 1) {
      expect(await outcomeOf(check(within(2_000)))).toMatch(
        /^no connection within \d+ ms: 2 of 2 connections in use, 1 waiting$/,
      );
    }
    expect(pool.waitingCount).toBe(1);
    // The pool's own time-out says the same.
    const impatient = poolOf({ max: 1, connectionTimeoutMillis: 30 });
    const holder = await impatient.connect();
    expect(await outcomeOf(sqlHealthCheck(impatient)(within(2_000)))).toBe(
      'timeout exceeded when trying to connect: 1 of 1 connections in use, 0 waiting',
    );
    holder.release();

    holders[0]?.release();
    await expect.poll(() => pool.idleCount).toBe(1);
    expect(pool.waitingCount).toBe(0);

    const [again] = [await pool.connect()];
    const answer = outcomeOf(check(within(2_000)));
    again.release();
    expect(await answer).toEqual({
      status: 'warn',
      output:
        'the database answers, but the pool was exhausted: 2 of 2 connections in use, 0 waiting',
    });
    holders[1]?.release();
  });

  test('closes a connection whose wire is cut, does not end the process, and passes again once it is mended', async () => {
    const wire = await startWire(postgres.port);
    const pool = poolOf({
      max: 1,
      connectionString: undefined,
      host: '127.0.0.1',
      port: wire.port,
      user: postgres.user,
      database: postgres.database,
    });
    const check = sqlHealthCheck(pool, { maxWaitMs: 200 });
    expect(await outcomeOf(check(within(2_000)))).toBe('pass');
    wire.cut();
    expect(await outcomeOf(check(within(100)))).toBe('The operation was aborted due to timeout');
    expect(pool.totalCount).toBe(0);
    wire.mend();
    expect(await outcomeOf(check(within(2_000)))).toBe('pass');
    await pool.end();
    await wire.close();
  });

  test('through the aggregator: fails when the server is killed, recovers after its restart, and its state is a metric', async () => {
    const t = createTestTelemetry();
    const health = createHealth({ providers: t.providers });
    const pool = poolOf({ max: 3, connectionTimeoutMillis: 1_000 });
    health.define('postgres', sqlHealthCheck(pool), { timeoutMs: 1_500, minIntervalMs: 0 });
    const status = async () => (await health.check({ kind: 'readiness' })).status;
    const load = Array.from({ length: 6 }, () =>
      pool.query('SELECT pg_sleep(0.3)').catch(() => undefined),
    );

    expect(await status()).not.toBe('fail');
    await postgres.kill();
    expect(await status()).toBe('fail');
    await Promise.all(load);
    await postgres.restart();
    await expect.poll(status).toBe('pass');
    expect(pool.idleCount).toBe(pool.totalCount);
    // No span and no duration of its own: it asks while tracing is suppressed.
    expect(t.spans()).toEqual([]);
    await t.collect();
    const metric = t.totals().find(({ name }) => name === 'fluxora.health.status');
    expect(
      metric?.points.find(({ attributes }) => attributes['fluxora.health.status'] === 'pass')
        ?.value,
    ).toBe(1);
  });
});

describe.runIf(canStartRedis || process.env.CI)('redisHealthCheck on a real Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.stop());

  const clients = {
    'node-redis': async (port: number) => {
      const client = createClient({ socket: { host: '127.0.0.1', port } });
      client.on('error', () => undefined);
      await client.connect();
      return { client, close: () => client.destroy() };
    },
    'a pool of node-redis': async (port: number) => {
      const client = createClientPool(
        { socket: { host: '127.0.0.1', port } },
        { minimum: 1, maximum: 1, acquireTimeout: 200 },
      );
      client.on('error', () => undefined);
      await client.connect();
      return { client, close: () => client.destroy() };
    },
    ioredis: async (port: number) => {
      const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 });
      client.on('error', () => undefined);
      await once(client, 'ready');
      return { client, close: () => client.disconnect() };
    },
  };

  test.each(Object.entries(clients))(
    'passes with %s, fails when the server is gone, and passes again',
    async (_name, open) => {
      const { client, close } = await open(server.port);
      const check = redisHealthCheck(client);
      expect(await outcomeOf(check(within(1_000)))).toBe('pass');
      await server.kill();
      await expect.poll(() => outcomeOf(check(within(500)))).not.toBe('pass');
      await server.restart();
      await expect.poll(() => outcomeOf(check(within(500))), { timeout: 15_000 }).toBe('pass');
      close();
    },
  );

  test.each(Object.entries(clients))(
    'fails within its time when the wire is cut, and asks no more meanwhile: %s',
    async (_name, open) => {
      const wire = await startWire(server.port);
      const { client, close } = await open(wire.port);
      const check = redisHealthCheck(client);
      expect(await outcomeOf(check(within(1_000)))).toBe('pass');
      wire.cut();
      expect(await outcomeOf(check(within(50)))).toBe('The operation was aborted due to timeout');
      expect(await outcomeOf(check(within(50)))).toMatch(/^no answer to the PING of \d+ ms ago$/);
      close();
      await wire.close();
    },
  );
});
