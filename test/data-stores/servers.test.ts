import { Client } from 'pg';
import { createClient } from 'redis';
import { describe, expect, test } from 'vitest';
import { canStartPostgres, startPostgres } from './postgres-server.ts';
import { canStartRedis, startRedis } from './redis-server.ts';

describe.runIf(canStartPostgres || process.env.CI)('the PostgreSQL of the tests', () => {
  test('answers, comes back after a crash with its data, and is gone when stopped', async () => {
    const postgres = await startPostgres();
    const query = async (text: string) => {
      const client = new Client({ connectionString: postgres.url });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return (await client.query(text)).rows as Record<string, unknown>[];
      } finally {
        await client.end();
      }
    };
    try {
      await query('CREATE TABLE site AS SELECT 7 AS id');
      await postgres.kill();
      await expect(query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      await postgres.restart();
      expect(await query('SELECT id FROM site')).toEqual([{ id: 7 }]);
    } finally {
      await postgres.stop();
    }
    await expect(query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe.runIf(canStartRedis || process.env.CI)('the Redis of the tests', () => {
  test('answers, comes back after a crash, and takes arguments', async () => {
    const redis = await startRedis(['--requirepass', 'secret']);
    const ping = async () => {
      const client = createClient({
        url: redis.url,
        password: 'secret',
        socket: { reconnectStrategy: false },
      });
      client.on('error', () => undefined);
      await client.connect();
      const answer = await client.ping();
      client.destroy();
      return answer;
    };
    try {
      expect(await ping()).toBe('PONG');
      await redis.kill();
      await expect(ping()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      await redis.restart();
      expect(await ping()).toBe('PONG');
    } finally {
      await redis.stop();
    }
  });
});
