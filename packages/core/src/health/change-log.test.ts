import {
  assertConventions,
  createFakeClock,
  createTestTelemetry,
} from '@fluxora/telemetry-testing';
import { beforeAll, expect, it } from 'vitest';
import { configureLogging } from '../logs/configure-logging.ts';
import { healthCatalog } from './catalog.ts';
import type { HealthStatus } from './health-status.ts';
import { createHealth } from './process-health.ts';

function setUp() {
  const telemetry = createTestTelemetry();
  const clock = createFakeClock();
  const health = createHealth({ providers: telemetry.providers, clock });
  let answer: { status: HealthStatus; output?: string } = { status: 'pass' };
  const handle = health.define('db', () => answer, { minIntervalMs: 0 });
  const run = async (status: HealthStatus, afterMs = 0, output?: string) => {
    clock.advance(afterMs);
    answer = { status, ...(output !== undefined && { output }) };
    await handle.run();
  };
  const said = () =>
    telemetry.events().map(({ body, attributes }) => [body, attributes['fluxora.health.changes']]);
  return { telemetry, run, said, handle };
}

beforeAll(() => configureLogging({ console: 'off' }));

it('says each change once, with the reason and its secrets masked', async () => {
  const { telemetry, run, said } = setUp();
  await run('pass');
  await run('fail', 1_000, 'postgres://u:hunter2@h refused');
  await run('fail', 60_000, 'still');
  await run('warn', 60_000);
  await run('pass', 60_000);
  expect(said()).toEqual([
    ['health check "db" went from pass to fail: postgres://[redacted]@h refused', 1],
    ['health check "db" went from fail to warn', 1],
    ['health check "db" went from warn to pass', 1],
  ]);
  expect(telemetry.events()[0]).toMatchObject({
    eventName: 'fluxora.health.changed',
    attributes: {
      'fluxora.health.check.name': 'db',
      'fluxora.health.check.critical': true,
      'fluxora.health.status': 'fail',
      'fluxora.health.previous_status': 'pass',
      'fluxora.health.output': 'postgres://[redacted]@h refused',
    },
  });
  assertConventions(telemetry, [healthCatalog]);
});

it('says a first fail, but not a first pass', async () => {
  const { run, said, telemetry } = setUp();
  await run('fail');
  expect(said()).toEqual([['health check "db" went to fail', 1]]);
  expect(telemetry.events()[0]?.attributes).not.toHaveProperty(['fluxora.health.previous_status']);
  assertConventions(telemetry, [healthCatalog]);
});

it('speaks at most every ten seconds of a check that flaps, and has the last word right', async () => {
  const { run, said } = setUp();
  await run('pass');
  for (let second = 0; second < 60; second++) await run(second % 2 === 0 ? 'fail' : 'pass', 1_000);
  expect(said().length).toBeLessThanOrEqual(7);
  await run('pass', 10_000);
  expect(said().at(-1)?.[0]).toMatch(/to pass$/);
});

it('makes up for what was held back', async () => {
  const { run, said } = setUp();
  await run('pass');
  await run('fail');
  await run('pass', 2_000);
  await run('fail', 2_000);
  await run('pass', 2_000);
  await run('pass', 4_000);
  expect(said()).toEqual([
    ['health check "db" went from pass to fail', 1],
    ['health check "db" went from fail to pass', 3],
  ]);
});

it('says nothing when a flap ends where it began', async () => {
  const { run, said } = setUp();
  await run('fail');
  await run('pass', 1_000);
  await run('fail', 1_000);
  await run('fail', 60_000);
  expect(said()).toHaveLength(1);
});
