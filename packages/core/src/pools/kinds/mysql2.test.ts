import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import mysql from 'mysql2';
import { createPool as createPromisePool } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import { observePool } from '../observe-pool.ts';

/** mysql2 brings the server's side of the protocol, too: enough to log in and to answer. */
const server = mysql.createServer(() => undefined);
let port: number;

beforeAll(async () => {
  server.on('connection', (connection: mysql.Connection) => {
    const serverSide = connection as unknown as {
      serverHandshake(greeting: object): void;
      _resetSequenceId(): void;
      writeOk(): void;
      on(event: string, listener: () => void): void;
    };
    serverSide.on('error', () => undefined);
    // Each command counts its packets from 0.
    const answerOk = (): void => {
      serverSide.writeOk();
      serverSide._resetSequenceId();
    };
    serverSide.on('query', answerOk);
    serverSide.on('quit', () => connection.destroy());
    serverSide.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.0',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xff_ff_ff ^ 0x0800,
      authCallback(_who: object, accept: (error: null) => void) {
        accept(null);
        serverSide._resetSequenceId();
      },
    });
  });
  server.listen(0);
  const tcp = (server as unknown as { _server: Server })._server;
  await once(tcp, 'listening');
  ({ port } = tcp.address() as AddressInfo);
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

const options = () => ({
  host: '127.0.0.1',
  port,
  user: 'me',
  password: 's3cret',
  database: 'loads',
  connectionLimit: 2,
  maxIdle: 1,
});

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
    idleMax: value('idle.max'),
  };
}

const timesOf = (t: TestTelemetry, name: string) =>
  t.totals().find((metric) => metric.name === `db.client.connection.${name}`)?.points[0];

describe('a mysql2 pool', () => {
  test('tells what is used, idle, waiting and possible, under a name without credentials', async () => {
    const t = createTestTelemetry();
    const pool = createPromisePool(options());
    expect(observePool(pool, { providers: t.providers }).name).toBe(`127.0.0.1:${port}/loads`);
    const requests = [pool.getConnection(), pool.getConnection(), pool.getConnection()];
    expect(numbers(t)).toEqual({ used: 0, idle: 0, pending: 3, limit: 2, idleMax: 1 });
    const lent = await Promise.all(requests.slice(0, 2));
    expect(numbers(t)).toMatchObject({ used: 2, idle: 0, pending: 1 });
    lent[0]?.release();
    const third = await requests[2];
    expect(numbers(t)).toMatchObject({ used: 2, idle: 0, pending: 0 });
    third?.release();
    expect(numbers(t)).toMatchObject({ used: 1, idle: 1, pending: 0 });
    lent[1]?.release();
    expect(timesOf(t, 'use_time')).toBeUndefined();
    await pool.end();
    t.metrics();
    expect(t.metrics()).toEqual([]);
  });

  test('is the same pool with promises and with callbacks', async () => {
    const t = createTestTelemetry();
    const pool = mysql.createPool(options());
    const observed = observePool(pool, { providers: t.providers });
    expect(observePool(pool.promise(), { providers: t.providers })).toBe(observed);
    await pool.promise().end();
  });

  test('with timings: "wrap" tells waits and uses, also of connections that go straight to the next request', async () => {
    const t = createTestTelemetry();
    const pool = createPromisePool({ ...options(), connectionLimit: 1 });
    observePool(pool, { timings: 'wrap', providers: t.providers });
    const first = await pool.getConnection();
    const second = pool.getConnection();
    first.release();
    (await second).release();
    await pool.query('SELECT 1');
    expect(timesOf(t, 'wait_time')).toMatchObject({ count: 3 });
    expect(timesOf(t, 'use_time')).toMatchObject({ count: 3 });
    expect(timesOf(t, 'create_time')).toMatchObject({ count: 1 });
    expect(timesOf(t, 'timeouts')).toMatchObject({ value: 0 });
    await pool.end();
  });

  test('whose server refuses has nothing used, and nothing that waits', async () => {
    const t = createTestTelemetry();
    const pool = createPromisePool({ ...options(), port: 1 });
    observePool(pool, { timings: 'wrap', providers: t.providers });
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(numbers(t)).toMatchObject({ used: 0, idle: 0, pending: 0 });
    expect(timesOf(t, 'wait_time')).toBeUndefined();
    await pool.end();
  });
});
