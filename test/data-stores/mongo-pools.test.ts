import { mongoHealthCheck, observePool, connectionPoolCatalog } from '@fluxora/telemetry-core';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFakeMongo, type FakeMongo } from './fake-mongo.ts';
import { poolNumbers } from './pool-numbers.ts';

let server: FakeMongo;
let client: MongoClient;
let t: TestTelemetry;

beforeEach(async () => {
  server = await startFakeMongo();
  t = createTestTelemetry();
  client = new MongoClient(`mongodb://127.0.0.1:${server.port}/loads?directConnection=true`, {
    maxPoolSize: 2,
    waitQueueTimeoutMS: 100,
    serverSelectionTimeoutMS: 500,
  });
});
afterEach(async () => {
  await client.close(true);
  await server.close();
});

describe('the driver of MongoDB', () => {
  test('tells what is used, idle, waiting and possible, and all times, by its events', async () => {
    const { name, kind } = observePool(client, { providers: t.providers });
    expect([kind, name]).toEqual(['mongodb', `127.0.0.1:${server.port}/loads`]);
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 0, pending: 0, limit: 2, timeouts: 0 });
    await client.db().command({ ping: 1 });
    expect(poolNumbers(t)).toMatchObject({
      used: 0,
      idle: 1,
      created: { count: 1 },
      waited: { count: 1 },
      usedFor: { count: 1 },
    });

    server.isHanging = true;
    const site = client.db().collection('site');
    const held = [site.findOne(), site.findOne(), site.findOne()].map((answer) =>
      answer.catch((error: Error) => error.message),
    );
    await expect.poll(() => poolNumbers(t)).toMatchObject({ used: 1 });
    await expect.poll(() => poolNumbers(t).pending).toBeGreaterThan(0);
    await expect.poll(() => poolNumbers(t).timeouts).toBe(2);
    await client.close(true);
    await Promise.all(held);
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 0, pending: 0 });
    assertConventions(t, [connectionPoolCatalog], { required: true });
  });

  test('that is observed late is counted right all the same', async () => {
    await client.db().command({ ping: 1 });
    observePool(client, { providers: t.providers });
    expect(poolNumbers(t)).toMatchObject({ used: 0, idle: 1, pending: 0 });
  });

  test('is healthy while the server answers, and not when it hangs', async () => {
    for (const target of [client, client.db()]) {
      const check = mongoHealthCheck(target);
      server.isHanging = false;
      await expect(check({ signal: AbortSignal.timeout(2_000) })).resolves.toBeUndefined();
      server.isHanging = true;
      await expect(check({ signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
        name: 'TimeoutError',
      });
      server.isHanging = false;
      await expect
        .poll(() =>
          Promise.resolve(check({ signal: AbortSignal.timeout(2_000) })).catch(() => false),
        )
        .toBeUndefined();
    }
  });
});
