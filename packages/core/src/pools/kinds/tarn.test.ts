import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { connectionPoolCatalog } from '../catalog.ts';
import { observePool } from '../observe-pool.ts';

class TimeoutError extends Error {
  readonly isTimeout = true;
}

/** The counters and events of a tarn 3 pool. */
class StandIn extends EventEmitter {
  readonly max = 2;
  destroyed = false;
  counts = { used: 0, free: 0, acquires: 0, validations: 0 };
  numUsed = () => this.counts.used;
  numFree = () => this.counts.free;
  numPendingAcquires = () => this.counts.acquires;
  numPendingValidations = () => this.counts.validations;
}

const timesOf = (t: TestTelemetry, name: string) =>
  t.totals().find((metric) => metric.name === `db.client.connection.${name}`)?.points[0];
const values = (t: TestTelemetry) =>
  t
    .totals()
    .flatMap(({ name, points }) =>
      points.map(({ value }) => [name.replace('db.client.connection.', ''), value]),
    );

describe('a tarn pool', () => {
  test('tells its numbers, where a request waits until its connection is validated', () => {
    const t = createTestTelemetry();
    const pool = new StandIn();
    observePool(pool, { providers: t.providers });
    pool.counts = { used: 2, free: 1, acquires: 3, validations: 1 };
    expect(values(t)).toEqual([
      ['count', 1],
      ['count', 1],
      ['limit', 2],
      ['pending_requests', 4],
      ['timeouts', 0],
    ]);
    pool.destroyed = true;
    t.metrics();
    expect(t.metrics()).toEqual([]);
  });

  test('tells all times by its events', () => {
    const t = createTestTelemetry();
    const pool = new StandIn();
    observePool(pool, { providers: t.providers });
    const connection = {};
    pool.emit('acquireRequest', 1);
    pool.emit('createRequest', 2);
    pool.emit('createSuccess', 2, connection);
    pool.emit('acquireSuccess', 1, connection);
    pool.emit('release', connection);
    pool.emit('acquireRequest', 3);
    pool.emit('acquireFail', 3, new TimeoutError('operation timed out'));
    pool.emit('acquireFail', 4, new Error('aborted'));
    pool.emit('createRequest', 5);
    pool.emit('createFail', 5, new Error('refused'));
    pool.emit('acquireSuccess', 6, {});
    expect(timesOf(t, 'wait_time')).toMatchObject({ count: 1 });
    expect(timesOf(t, 'create_time')).toMatchObject({ count: 1 });
    expect(timesOf(t, 'use_time')).toMatchObject({ count: 1 });
    expect(timesOf(t, 'timeouts')).toMatchObject({ value: 1 });
    assertConventions(t, [connectionPoolCatalog], { required: true });
  });

  test.each([
    [{ client: 'pg', connection: 'postgres://me:s3cret@db:5433/loads' }, 'db:5433/loads'],
    [{ client: 'pg', connection: { host: 'db', port: 5433, password: 's3cret' } }, 'db:5433'],
    [
      { client: 'pg', connection: { connectionString: 'postgres://me:s3cret@db/loads' } },
      'db/loads',
    ],
    [{ client: 'pg', connection: async () => ({ password: 's3cret' }) }, 'pg'],
  ])('inside of knex is named after its server, without credentials: %j', (config, name) => {
    const t = createTestTelemetry();
    const knex = Object.assign(() => undefined, { client: { config, pool: new StandIn() } });
    const observed = observePool(knex, { providers: t.providers });
    expect(observed).toMatchObject({ kind: 'tarn', name });
    expect(observePool(knex.client.pool, { providers: t.providers })).toBe(observed);
  });
});
