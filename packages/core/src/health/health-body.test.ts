import { createFakeClock, createTestTelemetry } from '@fluxora/telemetry-testing';
import { beforeAll, expect, it } from 'vitest';
import { configureLogging } from '../logs/configure-logging.ts';
import { toHealthBody } from './health-body.ts';
import { createHealth } from './process-health.ts';

function setUp() {
  const { providers } = createTestTelemetry();
  return createHealth({
    providers,
    clock: createFakeClock(),
    service: {
      serviceId: 'forecast-api',
      version: '1',
      releaseId: '1.4.0',
      description: 'Forecasts.',
      notes: ['canary'],
    },
  });
}

beforeAll(() => configureLogging({ console: 'off' }));

it('says the status and nothing else', async () => {
  const health = setUp();
  health.define('db', () => ({ status: 'fail', output: 'refused' }));
  expect(toHealthBody(await health.check())).toEqual({ status: 'fail' });
});

it('says that it is starting or draining to everybody, but not why', async () => {
  const health = setUp();
  health.markStarting();
  expect(toHealthBody(await health.check())).toEqual({ status: 'fail', output: 'starting' });
  health.startDraining('SIGTERM');
  expect(toHealthBody(await health.check())).toEqual({ status: 'fail', output: 'draining' });
  expect(toHealthBody(await health.check(), { details: true }).notes).toEqual([
    'canary',
    'draining: SIGTERM',
  ]);
});

it('says all where details are allowed, in the words of the draft', async () => {
  const health = setUp();
  health.define(
    'postgres:responseTime',
    () => ({ status: 'warn', output: 'slow', observedValue: 250, observedUnit: 'ms' }),
    {
      componentType: 'datastore',
      description: 'Forecasts cannot be stored.',
      tags: ['readiness', 'db'],
    },
  );
  health.define('feed', () => false, { critical: false });
  expect(toHealthBody(await health.check(), { details: true })).toEqual({
    status: 'warn',
    version: '1',
    releaseId: '1.4.0',
    serviceId: 'forecast-api',
    description: 'Forecasts.',
    notes: ['canary'],
    output: 'postgres:responseTime, feed',
    checks: {
      'postgres:responseTime': [
        {
          status: 'warn',
          componentType: 'datastore',
          description: 'Forecasts cannot be stored.',
          observedValue: 250,
          observedUnit: 'ms',
          output: 'slow',
          critical: true,
          durationMs: 0,
          time: '2026-01-01T00:00:00.000Z',
        },
      ],
      feed: [
        {
          status: 'fail',
          output: 'returned false',
          critical: false,
          durationMs: 0,
          time: '2026-01-01T00:00:00.000Z',
        },
      ],
    },
  });
});

it('leaves out what nobody said', async () => {
  const { providers } = createTestTelemetry();
  expect(toHealthBody(await createHealth({ providers }).check(), { details: true })).toEqual({
    status: 'pass',
    checks: {},
  });
});
