import {
  assertConventions,
  createFakeClock,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import {
  AggregationTemporality,
  type DataPoint,
  MeterProvider,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { beforeAll, expect, it, vi } from 'vitest';
import { configureLogging } from '../logs/configure-logging.ts';
import { healthCatalog } from './catalog.ts';
import type { HealthOptions } from './health.ts';
import { createHealth } from './process-health.ts';

function setUp(options: HealthOptions = {}) {
  const telemetry = createTestTelemetry();
  const clock = createFakeClock();
  const health = createHealth({ providers: telemetry.providers, clock, ...options });
  return { health, clock, telemetry };
}

/** `{ db: 'fail' }`: which state of each check or probe is 1. */
function states(
  telemetry: TestTelemetry,
  metric = 'fluxora.health.status',
  by = 'fluxora.health.check.name',
) {
  const points = telemetry.totals().find(({ name }) => name === metric)?.points ?? [];
  const byName: Record<string, unknown> = {};
  for (const { attributes, value } of points) {
    const name = String(attributes[by]);
    byName[name] ??= 'none';
    if (value !== 0) byName[name] = value === 1 ? attributes['fluxora.health.status'] : value;
  }
  return byName;
}
const probes = (telemetry: TestTelemetry) =>
  states(telemetry, 'fluxora.health.probe.status', 'fluxora.health.probe');

beforeAll(() => configureLogging({ console: 'off' }));

it('has one series per state of each check, of which one is 1', async () => {
  const { health, telemetry } = setUp();
  health.define('db', () => false);
  health.define('feed', () => ({ status: 'warn' }));
  health.define('disk', () => true);
  await health.check();
  expect(telemetry.metric('fluxora.health.status')).toMatchObject({
    unit: '{check}',
    kind: 'upDownCounter',
    points: { length: 9 },
  });
  expect(states(telemetry)).toEqual({ db: 'fail', feed: 'warn', disk: 'pass' });
  assertConventions(telemetry, [healthCatalog], { required: true });
});

it('is fresh in a process that nobody probes: a collection runs what is due', async () => {
  const { health, telemetry, clock } = setUp();
  let isThere = true;
  const query = vi.fn<() => Promise<boolean>>(async () => isThere);
  health.define('db', query);
  await telemetry.collect();
  expect(states(telemetry)).toEqual({ db: 'pass' });
  isThere = false;
  await telemetry.collect();
  expect(query).toHaveBeenCalledTimes(1);
  clock.advance(1_000);
  await telemetry.collect();
  expect(query).toHaveBeenCalledTimes(2);
  expect(states(telemetry)).toEqual({ db: 'fail' });
});

it('does not wait long for a check that hangs, and reports the others', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { health, telemetry } = setUp();
  health.define('db', () => new Promise(() => undefined), { timeoutMs: 60_000 });
  health.define('disk', () => true);
  const collected = telemetry.collect();
  await vi.advanceTimersByTimeAsync(1_000);
  vi.useRealTimers();
  await collected;
  expect(states(telemetry)).toEqual({ disk: 'pass' });
  expect(probes(telemetry)).toEqual({ startup: 'pass', liveness: 'pass' });
});

it('runs nothing with onCollect: false, nor while draining', async () => {
  const { health, telemetry, clock } = setUp({ onCollect: false });
  const query = vi.fn<() => boolean>(() => true);
  health.define('db', query);
  await telemetry.collect();
  expect(query).not.toHaveBeenCalled();
  expect(states(telemetry)).toEqual({});

  health.configure({ onCollect: true });
  await telemetry.collect();
  health.startDraining();
  clock.advance(60_000);
  await telemetry.collect();
  expect(query).toHaveBeenCalledTimes(1);
  expect(states(telemetry)).toEqual({ db: 'pass' });
  expect(probes(telemetry)).toEqual({ startup: 'pass', liveness: 'pass', readiness: 'fail' });
});

it('tells the state of the probes', async () => {
  const { health, telemetry, clock } = setUp();
  let isLoaded = false;
  health.define('model', () => isLoaded, { tags: ['startup'] });
  await telemetry.collect();
  expect(probes(telemetry)).toEqual({ startup: 'fail', liveness: 'pass', readiness: 'fail' });
  isLoaded = true;
  clock.advance(1_000);
  await telemetry.collect();
  expect(probes(telemetry)).toEqual({ startup: 'pass', liveness: 'pass', readiness: 'pass' });
});

it('leaves no failing series behind when a check is stopped or start-up is over', async () => {
  // Cumulative, as it is exported: the SDK repeats the last value of a series that is observed no more.
  class Reader extends MetricReader {
    constructor() {
      super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
    }
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  }
  const reader = new Reader();
  const health = createHealth({
    providers: { meterProvider: new MeterProvider({ readers: [reader] }) },
  });
  const stopped = health.define('db', () => false);
  health.define('model', () => false, { tags: ['startup'] });
  const failing = async () =>
    (await reader.collect()).resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === 'fluxora.health.status')
      .flatMap(({ dataPoints }) => dataPoints as DataPoint<number>[])
      .filter(({ value }) => value === 1)
      .map(({ attributes }) => attributes['fluxora.health.check.name']);
  expect(await failing()).toEqual(['db', 'model']);
  stopped.stop();
  health.markStarted();
  expect(await failing()).toEqual([]);
  health.define('db', () => true);
  expect(await failing()).toEqual(['db']);
});

it('times runs in seconds, time-outs included, but not results that are handed out again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { health, telemetry, clock } = setUp();
  const handle = health.define('db', () => new Promise(() => undefined), { timeoutMs: 500 });
  const run = handle.run();
  clock.advance(500);
  await vi.advanceTimersByTimeAsync(500);
  await run;
  await handle.run();
  clock.advance(1_000 - 1);
  await handle.run();
  vi.useRealTimers();
  expect(telemetry.metric('fluxora.health.check.duration')).toMatchObject({
    unit: 's',
    points: [
      {
        attributes: { 'fluxora.health.check.name': 'db', 'fluxora.health.status': 'fail' },
        count: 1,
        sum: 0.5,
      },
    ],
  });
});

it('follows configure() to other providers', async () => {
  const { health, telemetry } = setUp();
  health.define('db', () => true);
  using other = createTestTelemetry();
  health.configure({ providers: other.providers });
  await health.check();
  expect(states(telemetry)).toEqual({});
  expect(states(other)).toEqual({ db: 'pass' });
});
