/** Redis as a cache, with the real clients and a real server that dies. */
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { cacheCatalog, cached, observeCache, stopObservingCache } from '@fluxora/telemetry-core';
import { createCluster, createClient } from 'redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canStartRedis, startRedis, type RedisServer } from './redis-server.ts';

describe.runIf(canStartRedis || process.env.CI)('a Redis cache', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.stop());

  test('of node-redis', async () => {
    const t = createTestTelemetry();
    const bare = createClient({ url: server.url, socket: { reconnectStrategy: false } });
    bare.on('error', () => undefined);
    const cache = observeCache('node-redis', bare, { providers: t.providers });
    expect(await cache.connect()).toBe(cache);
    await cache.flushAll();
    expect(await cache.set('a', 'A')).toBe('OK');
    expect(await cache.get('a')).toBe('A');
    expect(await cache.get('x')).toBeNull();
    expect(await cache.mGet(['a', 'x', 'y'])).toEqual(['A', null, null]);
    expect(await cache.getEx('a', { type: 'EX', value: 60 })).toBe('A');
    expect(await cache.hSet('h', { one: '1' })).toBe(1);
    expect(await cache.hGet('h', 'one')).toBe('1');
    expect(await cache.hmGet('h', ['one', 'two'])).toEqual(['1', null]);
    expect({ ...(await cache.hGetAll('h')) }).toEqual({ one: '1' });
    expect({ ...(await cache.hGetAll('nothing')) }).toEqual({});
    expect(await cache.multi().get('a').set('b', 'B').exec()).toEqual(['A', 'OK']);
    expect(await cache.getDel('a')).toBe('A');
    expect(await cache.del(['a', 'b'])).toBe(1);
    expect(outcomes(t)).toEqual({ hit: 7, miss: 5 });
    expect(operations(t)).toEqual({ get: 7, get_many: 2, set: 2, delete: 1 });

    await server.kill();
    await expect(cache.get('a')).rejects.toBeInstanceOf(Error);
    await server.restart();
    expect(outcomes(t)).toEqual({ hit: 7, miss: 5, error: 1 });
    assertConventions(t, [cacheCatalog], { required: true });
    expect(JSON.stringify(t.totals())).not.toContain('nothing');
    stopObservingCache(cache).destroy();
  });

  test('of ioredis, with promises, callbacks and pipelines', async () => {
    const t = createTestTelemetry();
    const bare = new Redis({
      host: server.host,
      port: server.port,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    bare.on('error', () => undefined);
    const cache = observeCache('ioredis', bare, { providers: t.providers });
    expect(cache).toBeInstanceOf(Redis);
    await cache.flushall();
    expect(await cache.set('a', 'A', 'EX', 60)).toBe('OK');
    expect(await cache.get('a')).toBe('A');
    expect(await cache.getBuffer('x')).toBeNull();
    expect(await cache.mget('a', 'x')).toEqual(['A', null]);
    expect(await cache.mget(['a', 'y'])).toEqual(['A', null]);
    await cache.hset('h', 'one', '1');
    expect(await cache.hmget('h', 'one', 'two')).toEqual(['1', null]);
    expect(await cache.hgetall('nothing')).toEqual({});
    expect(await cache.pipeline().get('a').get('x').exec()).toEqual([[null, 'A'], [null, null]]); // prettier-ignore
    expect(await new Promise((resolve) => void cache.get('a', (...args) => resolve(args)))).toEqual(
      [null, 'A'],
    );
    cache.defineCommand('twice', { numberOfKeys: 1, lua: 'return redis.call("GET", KEYS[1])' });
    expect(await (cache as unknown as { twice(key: string): unknown }).twice('a')).toBe('A');
    expect(await cache.unlink('a')).toBe(1);
    expect(outcomes(t)).toEqual({ hit: 5, miss: 5 });
    expect(operations(t)).toEqual({ get: 4, get_many: 3, set: 2, delete: 1 });

    await server.kill();
    await expect(cache.mget('a', 'b')).rejects.toBeInstanceOf(Error);
    await server.restart();
    expect(outcomes(t)).toEqual({ hit: 5, miss: 5, error: 2 });
    assertConventions(t, [cacheCatalog]);
    bare.disconnect();
  });

  test('of a cluster client is recognised', () => {
    const { providers } = createTestTelemetry();
    const cluster = createCluster({ rootNodes: [{ url: server.url }] });
    expect(observeCache('cluster', cluster, { providers })).toBeInstanceOf(cluster.constructor);
  });

  test('behind a cached function: one read for many calls', async () => {
    const t = createTestTelemetry();
    const client = await createClient({ url: server.url }).connect();
    await client.set('berlin', 'B');
    const cache = observeCache('shared', client, { providers: t.providers });
    const site = cached('sites', (id: string) => cache.get(id), { providers: t.providers });
    expect(await Promise.all(Array.from({ length: 50 }, () => site('berlin')))).toEqual(
      Array.from({ length: 50 }, () => 'B'),
    );
    expect(outcomes(t, 'shared')).toEqual({ hit: 1 });
    expect(outcomes(t, 'sites')).toEqual({ miss: 1, coalesced: 49 });
    client.destroy();
  });
});

type Telemetry = ReturnType<typeof createTestTelemetry>;

/** The requests so far by outcome, without those that are 0. */
function outcomes(t: Telemetry, name?: string): Record<string, number> {
  const points = pointsOf(t, 'fluxora.cache.requests').filter(
    ({ attributes, value }) =>
      value !== 0 && (name === undefined || attributes['fluxora.cache.name'] === name),
  );
  return Object.fromEntries(
    points.map(({ attributes, value = 0 }) => [attributes['fluxora.cache.outcome'], value]),
  );
}

function operations(t: Telemetry): Record<string, number> {
  return Object.fromEntries(
    pointsOf(t, 'fluxora.cache.operation.duration').map(({ attributes, count = 0 }) => [
      attributes['fluxora.cache.operation'],
      count,
    ]),
  );
}

function pointsOf(t: Telemetry, metric: string) {
  return t.totals().find(({ name }) => name === metric)?.points ?? [];
}
