import { TelemetryError, type HealthCheckSettings } from '@fluxora/telemetry-core';
import { createFakeClock, createTestTelemetry } from '@fluxora/telemetry-testing';
import { beforeAll, describe, expect, it, test, vi } from 'vitest';
import { configureLogging } from '../logs/configure-logging.ts';
import type { HealthOptions, HealthSelection } from './health.ts';
import { createHealth, defineHealthCheck, health as processHealth } from './process-health.ts';

function setUp(options: HealthOptions = {}) {
  const telemetry = createTestTelemetry();
  const clock = createFakeClock();
  const health = createHealth({ providers: telemetry.providers, clock, ...options });
  const statusOf = async (kind: 'startup' | 'liveness' | 'readiness' | 'all') =>
    (await health.check({ kind })).status;
  return { health, clock, telemetry, statusOf };
}

function problemsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'health.invalid') return error.problems;
    throw error;
  }
  return [];
}

beforeAll(() => configureLogging({ console: 'off' }));

describe('a definition', () => {
  it('lists all its problems at once, each with the mend', () => {
    const settings = {
      timeoutMs: 0,
      critical: 'yes',
      tags: ['readiness', ''],
      minIntervalMs: -1,
      description: 7,
      componentType: null,
      timeout: 5,
    } as unknown as HealthCheckSettings;
    expect(problemsOf(() => setUp().health.define('a b', 'ping' as never, settings))).toEqual([
      'telemetry/health: check "a b": the name is "a b". Use up to 100 letters, digits, "_", "-" and ".", and at most one ":", as in "postgres:responseTime".',
      'telemetry/health: check "a b": the check is "ping". Pass a function that throws when something is wrong.',
      'telemetry/health: check "a b": timeoutMs is 0. Use milliseconds from 1 to 600000, or leave it out for the default.',
      'telemetry/health: check "a b": critical is "yes". Use true or false, or leave it out for the default.',
      'telemetry/health: check "a b": tags is ["readiness", ""]. Use a list of up to 20 words, as in [\'readiness\', \'database\'], or leave it out for the default.',
      'telemetry/health: check "a b": minIntervalMs is -1. Use milliseconds, 0 or more, or leave it out for the default.',
      'telemetry/health: check "a b": description is 7. Use a text, or leave it out for the default.',
      'telemetry/health: check "a b": componentType is null. Use a text, or leave it out for the default.',
      'telemetry/health: check "a b": "timeout" is not an option. Use timeoutMs, critical, tags, minIntervalMs, description, componentType, health.',
    ]);
  });

  test.each([undefined, null, '', ':a', 'a:', 'a:b:c', '__proto__', 'ä', 'a'.repeat(101), 7])(
    'has no name %j',
    (name) => {
      expect(problemsOf(() => setUp().health.define(name as never, () => true))).toHaveLength(1);
    },
  );

  test.each(['db', 'postgres:responseTime', 'a.b-c_d', 'constructor', '1'])(
    'may be named %s',
    async (name) => {
      const { health } = setUp();
      health.define(name, () => true, { timeoutMs: undefined });
      expect((await health.check()).checks.map((check) => check.name)).toEqual([name]);
    },
  );

  it('is refused under a name that is taken', () => {
    const { health } = setUp();
    health.define('db', () => true);
    expect(problemsOf(() => health.define('db', () => true))).toEqual([
      'telemetry/health: check "db" is defined already. Give it another name, or stop() the first.',
    ]);
  });

  test.each([null, 7, [], 'x'])('is refused with options %j', (options) => {
    expect(
      problemsOf(() => setUp().health.define('db', () => true, options as never)),
    ).toHaveLength(1);
  });
});

describe('defineHealthCheck()', () => {
  it('defines in the process-wide health, which every copy of the package shares', async () => {
    const handle = defineHealthCheck('model', () => false);
    expect((await processHealth.check()).checks).toMatchObject([{ name: 'model', status: 'fail' }]);
    vi.resetModules();
    const copy = await import('./process-health.ts');
    expect(copy.defineHealthCheck).not.toBe(defineHealthCheck);
    expect(copy.health).toBe(processHealth);
    handle.stop();
  });

  it('defines in the health that it is given', () => {
    const { health } = setUp();
    const handle = defineHealthCheck('db', () => true, { health, tags: [] });
    expect(problemsOf(() => health.define('db', () => true))).toHaveLength(1);
    expect(handle.name).toBe('db');
    expect(problemsOf(() => defineHealthCheck('db', () => true, { health: 7 as never }))).toEqual([
      'telemetry/health: check "db": health is 7. Use createHealth(), or leave it out.',
    ]);
  });
});

describe('a report', () => {
  it('has the checks of its probe, at the same time, in the order of their definition', async () => {
    const { health, clock } = setUp({ service: { serviceId: 'api', version: '1' } });
    let arrived = 0;
    let open!: () => void;
    const bothArrived = new Promise<void>((done) => (open = done));
    const meet = async () => {
      if (++arrived === 2) open();
      await bothArrived;
    };
    health.define('b', meet);
    health.define('a', meet, { tags: ['readiness', 'database'] });
    health.define('loop', () => true, { tags: ['liveness'] });
    health.define('batch', () => false, { tags: [], critical: false });
    health.configure({ service: { version: '2' } });

    expect(await health.check({ kind: 'readiness' })).toMatchObject({
      kind: 'readiness',
      status: 'pass',
      isStarted: true,
      isDraining: false,
      checks: [{ name: 'b' }, { name: 'a' }],
      service: { serviceId: 'api', version: '2' },
      timeMs: clock.now(),
    });
    expect((await health.check({ kind: 'liveness' })).checks).toMatchObject([{ name: 'loop' }]);
    expect((await health.check({ tags: ['database'] })).checks).toMatchObject([{ name: 'a' }]);
    expect(await health.check()).toMatchObject({
      kind: 'all',
      status: 'warn',
      output: 'batch',
      checks: [{ name: 'b' }, { name: 'a' }, { name: 'loop' }, { name: 'batch', status: 'fail' }],
    });
  });

  it('of the latest results runs nothing', async () => {
    const { health } = setUp();
    const check = vi.fn<() => boolean>(() => false);
    health.define('db', check);
    expect(health.latest()).toMatchObject({ status: 'pass', checks: [] });
    expect(check).not.toHaveBeenCalled();
    await health.check();
    expect(health.status).toBe('fail');
    expect(health.latest({ kind: 'liveness' }).status).toBe('pass');
  });

  test.each([
    null,
    7,
    {},
    { kind: 'ready' },
    { tags: 'db' },
    { tags: [1] },
    { kind: 'all', tags: [] },
  ])('is refused for the selection %j', async (selection) => {
    const { health } = setUp();
    await expect(health.check(selection as HealthSelection)).rejects.toMatchObject({
      code: 'health.invalid',
      problems: [
        expect.stringContaining("Use { kind: 'startup' | 'liveness' | 'readiness' | 'all' }"),
      ],
    });
  });

  it('is good when there is nothing to check', async () => {
    const { statusOf } = setUp();
    for (const kind of ['startup', 'liveness', 'readiness', 'all'] as const) {
      expect(await statusOf(kind)).toBe('pass');
    }
  });
});

test('liveness knows no dependencies', async () => {
  const { health, statusOf } = setUp();
  health.define('db', () => false);
  health.define('migrated', () => false, { tags: ['startup'] });
  expect(await statusOf('liveness')).toBe('pass');
  health.define('deadlock', () => false, { tags: ['liveness'] });
  expect(await statusOf('liveness')).toBe('fail');
});

describe('start-up', () => {
  it('ends when its checks have passed once, and holds readiness until then', async () => {
    const { health, statusOf, clock } = setUp();
    let isLoaded = false;
    const load = vi.fn<() => boolean>(() => isLoaded);
    health.define('model', load, { tags: ['startup'] });
    health.define('optional', () => false, { tags: ['startup'], critical: false });

    expect(health.isStarted).toBe(false);
    expect(await health.check({ kind: 'startup' })).toMatchObject({
      status: 'fail',
      output: 'starting',
    });
    expect(await statusOf('readiness')).toBe('fail');
    expect(await statusOf('all')).toBe('fail');
    isLoaded = true;
    clock.advance(1_000);
    expect(await statusOf('startup')).toBe('pass');
    expect(health.isStarted).toBe(true);

    isLoaded = false;
    clock.advance(1_000);
    const calls = load.mock.calls.length;
    expect(await health.check({ kind: 'startup' })).toMatchObject({
      status: 'pass',
      checks: [{}, {}],
    });
    expect(await statusOf('readiness')).toBe('pass');
    expect(await health.check()).toMatchObject({ status: 'pass', checks: [] });
    expect(load).toHaveBeenCalledTimes(calls);
  });

  it('ends without a startup probe, too: readiness asks its checks', async () => {
    const { health, statusOf } = setUp();
    health.define('model', () => true, { tags: ['startup'] });
    expect(await statusOf('readiness')).toBe('pass');
  });

  it('lets a check that is about readiness as well go on', async () => {
    const { health, statusOf, clock } = setUp();
    let isThere = true;
    health.define('db', () => isThere, { tags: ['startup', 'readiness'] });
    expect(await statusOf('startup')).toBe('pass');
    isThere = false;
    clock.advance(1_000);
    expect(await statusOf('readiness')).toBe('fail');
    expect(await statusOf('startup')).toBe('pass');
  });

  it('may be held and ended by the service itself', async () => {
    const { health, statusOf } = setUp();
    health.define('model', () => true, { tags: ['startup'] });
    health.markStarting();
    expect(await statusOf('startup')).toBe('fail');
    expect(await statusOf('liveness')).toBe('pass');
    health.markStarted();
    expect(await statusOf('startup')).toBe('pass');
    health.markStarting();
    expect(health.isStarted).toBe(true);
  });

  it('may be ended although its checks fail', async () => {
    const { health, statusOf } = setUp();
    health.define('model', () => false, { tags: ['startup'] });
    expect(await statusOf('startup')).toBe('fail');
    health.markStarted();
    expect(await statusOf('startup')).toBe('pass');
    expect(await statusOf('readiness')).toBe('pass');
  });
});

describe('draining', () => {
  it('fails readiness at once, keeps liveness, and asks no dependency any more', async () => {
    const { health, statusOf } = setUp();
    const query = vi.fn<() => boolean>(() => true);
    health.define('db', query, { minIntervalMs: 0 });
    health.define('loop', () => true, { tags: ['liveness'] });
    expect(await statusOf('readiness')).toBe('pass');

    health.startDraining('SIGTERM');
    health.startDraining('again');
    expect(health.isDraining).toBe(true);
    expect(await health.check({ kind: 'readiness' })).toMatchObject({
      status: 'fail',
      output: 'draining',
      isDraining: true,
      drainReason: 'SIGTERM',
      checks: [{ name: 'db', status: 'pass' }],
    });
    expect(await statusOf('liveness')).toBe('pass');
    expect(await statusOf('startup')).toBe('pass');
    expect(await statusOf('all')).toBe('fail');
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('needs no reason', () => {
    const { health } = setUp();
    health.startDraining();
    expect(health.latest()).not.toHaveProperty('drainReason');
  });
});

test('wrong options are listed, and none of them is taken', () => {
  const options = {
    service: { version: 1, notes: 'x', name: 'y' },
    onCollect: 1,
    providers: 1,
    clock: {},
    checks: [],
  } as unknown as HealthOptions;
  const problems = [
    'telemetry/health: service.version is 1. Use a text.',
    'telemetry/health: service.notes is "x". Use a list of texts.',
    'telemetry/health: service.name is not an option. Use version, releaseId, serviceId, description, notes.',
    'telemetry/health: onCollect is 1. Use true or false.',
    'telemetry/health: providers are 1. Pass an object, or leave them out.',
    'telemetry/health: clock is an object. Use { now(), monotonic() }, both in milliseconds.',
    'telemetry/health: "checks" is not an option. Use service, onCollect, providers, clock.',
  ];
  expect(problemsOf(() => createHealth(options))).toEqual(problems);
  const { health } = setUp();
  expect(problemsOf(() => health.configure(options))).toEqual(problems);
  expect(problemsOf(() => createHealth(null as never))).toHaveLength(1);
  expect(health.latest().service).toEqual({});
});

test('options are given back as they were, and others stay', async () => {
  const { health, telemetry, clock } = setUp({ service: { version: '1' } });
  const query = vi.fn<() => boolean>(() => true);
  health.define('db', query);
  await health.check();
  const restore = health.configure({ onCollect: false, service: { version: '2', releaseId: '7' } });
  health.configure({ providers: { ...telemetry.providers } });
  clock.advance(60_000);
  await telemetry.collect();
  expect(query).toHaveBeenCalledTimes(1);
  expect(health.latest().service).toEqual({ version: '2', releaseId: '7' });
  restore();
  await telemetry.collect();
  expect(query).toHaveBeenCalledTimes(2);
  expect(health.latest().service).toEqual({ version: '1' });
});

test('without an SDK checks run, and there is no timer but the time-out of a run', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const intervals = vi.spyOn(globalThis, 'setInterval');
  const health = createHealth();
  const handle = health.define('db', () => false);
  expect(timers).not.toHaveBeenCalled();
  expect((await health.check()).status).toBe('fail');
  expect(timers).toHaveBeenCalledTimes(1);
  expect(intervals).not.toHaveBeenCalled();
  handle.stop();
  vi.restoreAllMocks();
});
