import { observePool, connectionPoolCatalog } from '@fluxora/telemetry-core';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { poolNumbers } from './pool-numbers.ts';
import { freePort } from './server-process.ts';
import { canStartRedis, startRedis, type RedisServer } from './redis-server.ts';

let server: RedisServer;
let t: TestTelemetry;

/** How many connections of this name the server has. */
async function serverSide(name: string): Promise<number> {
  const client = createClient({ url: server.url });
  await client.connect();
  const list = await client.sendCommand<string>(['CLIENT', 'LIST']);
  client.destroy();
  return list.split('\n').filter((line) => line.includes(` name=${name} `)).length;
}

const delayed = (multi = 'BLPOP') => [multi, 'nothing', '0.05'];

describe.runIf(canStartRedis || process.env.CI)('on a real Redis', () => {
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.stop());
  beforeEach(() => {
    t = createTestTelemetry();
  });

  test('a pool of node-redis counts what the server counts', async () => {
    const socket = { host: '127.0.0.1', port: server.port };
    const pool = createClientPool(
      { socket, database: 0, name: 'observed' },
      { minimum: 1, maximum: 3 },
    );
    pool.on('error', () => undefined);
    const { name, kind } = observePool(pool, { timings: 'wrap', max: 3, providers: t.providers });
    expect([kind, name]).toEqual(['redis-pool', `127.0.0.1:${server.port}/0`]);
    await pool.connect();
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 1, pending: 0, limit: 3, timeouts: 0 });

    const commands = Array.from({ length: 9 }, () => pool.sendCommand(delayed()));
    await expect.poll(() => serverSide('observed')).toBe(3);
    expect(poolNumbers(t)).toMatchObject({ used: 3, idle: 0 });
    expect(poolNumbers(t).pending).toBeGreaterThan(0);
    await Promise.all(commands);
    expect(poolNumbers(t)).toMatchObject({
      used: 0,
      idle: 3,
      pending: 0,
      waited: { count: 9 },
      usedFor: { count: 9 },
    });
    expect(poolNumbers(t).usedFor?.sum).toBeGreaterThan(9 * 0.05);
    expect(poolNumbers(t).waited?.sum).toBeGreaterThan(0.05);
    assertConventions(t, [connectionPoolCatalog], { required: true });
    pool.destroy();
  });

  test('a pool of node-redis that is exhausted counts time-outs, and what its tasks throw passes through', async () => {
    const pool = createClientPool(
      { url: server.url },
      { minimum: 1, maximum: 1, acquireTimeout: 30 },
    );
    pool.on('error', () => undefined);
    // The pool does not tell what its URL says.
    expect(observePool(pool, { timings: 'wrap', providers: t.providers }).name).toBe('redis');
    await pool.connect();
    const held = pool.execute((client) => client.sendCommand(['BLPOP', 'nothing', '0.3']));
    await expect(pool.get('a')).rejects.toThrow('Timeout waiting for a client');
    await held;
    await expect(pool.execute(() => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
    await expect(
      pool.execute(() => {
        throw new Error('mine, at once');
      }),
    ).rejects.toThrow('mine, at once');
    expect(await pool.withTypeMapping({}).set('a', '1')).toBe('OK');
    expect(poolNumbers(t)).toMatchObject({
      timeouts: 1,
      used: 0,
      idle: 1,
      pending: 0,
      waited: { count: 4 },
      usedFor: { count: 4 },
    });
    pool.destroy();
  });

  test('a client of node-redis is one connection, with the time that it took to open', async () => {
    const client = createClient({ url: `${server.url}/2`, name: 'observed-client' });
    client.on('error', () => undefined);
    const { name, kind } = observePool(client, { providers: t.providers });
    expect([kind, name]).toEqual(['redis', `127.0.0.1:${server.port}/2`]);
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 0, limit: 1, pending: undefined });
    await client.connect();
    expect(await serverSide('observed-client')).toBe(1);
    expect(poolNumbers(t)).toMatchObject({ used: 1, idle: 0, created: { count: 1 } });

    await server.kill();
    await expect.poll(() => poolNumbers(t).used).toBe(0);
    await server.restart();
    await expect
      .poll(() => poolNumbers(t), { timeout: 10_000 })
      .toMatchObject({ used: 1, created: { count: 2 } });
    client.destroy();
    expect(poolNumbers(t).used).toBe(0);
  });

  test('a client of ioredis is one connection, with the commands that wait for it', async () => {
    const client = new Redis(server.port, '127.0.0.1', {
      connectionName: 'observed-io',
      retryStrategy: () => 50,
    });
    client.on('error', () => undefined);
    const { name, kind } = observePool(client, { providers: t.providers });
    expect([kind, name]).toEqual(['ioredis', `127.0.0.1:${server.port}/0`]);
    const first = client.set('a', '1');
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 0, pending: 1, limit: 1 });
    await first;
    expect(await serverSide('observed-io')).toBe(1);
    expect(poolNumbers(t)).toMatchObject({ used: 1, pending: 0, created: { count: 1 } });

    await server.kill();
    await expect.poll(() => poolNumbers(t).used).toBe(0);
    const waiting = client.get('a');
    expect(poolNumbers(t).pending).toBe(1);
    await server.restart();
    await waiting;
    expect(poolNumbers(t)).toMatchObject({ used: 1, pending: 0, created: { count: 2 } });
    client.disconnect();
    await expect.poll(() => poolNumbers(t).used).toBe(0);
  });

  test('a cluster of ioredis is one connection per node', async () => {
    const node = await startRedis([
      '--cluster-enabled',
      'yes',
      '--cluster-announce-ip',
      '127.0.0.1',
      // Its own default is 10000 above the other, which may be no port.
      '--cluster-port',
      String(await freePort()),
    ]);
    onTestFinished(() => node.stop());
    const admin = createClient({ url: node.url });
    await admin.connect();
    await admin.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
    await expect
      .poll(() => admin.sendCommand<string>(['CLUSTER', 'INFO']), { timeout: 15_000 })
      .toContain('cluster_state:ok');
    const cluster = new Cluster([{ host: '127.0.0.1', port: node.port }]);
    const { name, kind } = observePool(cluster, { providers: t.providers });
    expect([kind, name]).toEqual(['ioredis-cluster', `127.0.0.1:${node.port}`]);
    const first = cluster.set('a', '1');
    expect(poolNumbers(t)).toMatchObject({ used: 0, pending: 1 });
    await first;
    expect(poolNumbers(t)).toMatchObject({ used: 1, idle: 0, pending: 0, limit: undefined });
    cluster.disconnect();
    admin.destroy();
  });
});
