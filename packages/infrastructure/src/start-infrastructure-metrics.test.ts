import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '@opentelemetry/api';
import { rebindInstruments } from '@fluxora/telemetry-core';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { infrastructureCatalog, startInfrastructureMetrics } from './index.ts';

const NONE = { host: false, container: false, process: false, runtime: false };

const groups = (t: TestTelemetry) => {
  const names = t.peek().map(({ name }) => name.replace('fluxora.', ''));
  return [...new Set(names.map((name) => name.split('.', 1).join()))].toSorted();
};

describe('startInfrastructureMetrics', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('emits what the catalog declares, from host to runtime', async () => {
    using t = createTestTelemetry();
    const running = startInfrastructureMetrics({ providers: t.providers });
    await sleep(60);
    await t.collect();
    assertConventions(t, [infrastructureCatalog]);
    expect(groups(t)).toEqual(expect.arrayContaining(['nodejs', 'process', 'system', 'v8js']));
    expect(t.drops.counts()).toEqual([]);
    expect(t.said()).toEqual([]);
    running.stop();
  });

  it.each([
    ['host', ['system']],
    ['process', ['process']],
    ['runtime', ['nodejs', 'v8js']],
  ])('starts the %s alone', async (part, expected) => {
    using t = createTestTelemetry();
    const running = startInfrastructureMetrics({ ...NONE, [part]: true, providers: t.providers });
    await t.collect();
    expect(groups(t)).toEqual(expected);
    running.stop();
  });

  it('hands the switches of a part on', async () => {
    using t = createTestTelemetry();
    const running = startInfrastructureMetrics({
      ...NONE,
      host: { memory: false },
      runtime: { heap: false, gc: false },
      providers: t.providers,
    });
    await t.collect();
    const names = t.peek().map(({ name }) => name);
    expect(names).toContain('system.cpu.time');
    expect(names.filter((name) => /^system\.memory|^v8js\.memory/.test(name))).toEqual([]);
    running.stop();
  });

  it('reads from where it is told', async () => {
    using t = createTestTelemetry();
    const running = startInfrastructureMetrics({
      ...NONE,
      process: true,
      procPath: '/nowhere',
      providers: t.providers,
    });
    await t.collect();
    expect(t.said()[0]).toContain('/nowhere/self/stat does not exist');
    running.stop();
  });

  it('throws one error that lists every wrong option, and starts nothing', () => {
    using t = createTestTelemetry();
    const wrong = { hosts: true, runtime: { gc: 1 }, providers: t.providers } as never;
    expect(() => startInfrastructureMetrics(wrong)).toThrowError(
      expect.objectContaining({
        code: 'options.invalid',
        problems: [
          'telemetry/infrastructure: hosts is not an option. Did you mean "host"?',
          'telemetry/infrastructure: runtime.gc is 1. Use true or false.',
        ],
      }),
    );
    expect(t.metrics()).toEqual([]);
  });

  it('reports once when it is started twice, says so, and the first stays in force', async () => {
    using t = createTestTelemetry();
    const { providers } = t;
    const first = startInfrastructureMetrics({ ...NONE, process: true, providers });
    const second = startInfrastructureMetrics({ ...NONE, host: true, providers });
    startInfrastructureMetrics({ providers }).stop();
    second.stop();
    await t.collect();
    expect(groups(t)).toEqual(['process']);
    expect(t.said()).toEqual([
      'telemetry/infrastructure: startInfrastructureMetrics() was called again; the first call stays in force. ' +
        'Call it once, or call stop() of the first before.',
    ]);
    first.stop();
    const third = startInfrastructureMetrics({ ...NONE, host: true, providers });
    t.reset();
    await t.collect();
    expect(groups(t)).toEqual(['system']);
    third.stop();
  });

  it('knows the registered provider when it is also given by hand', () => {
    using t = createTestTelemetry({ globals: true });
    const { notices, drops } = t.providers;
    const first = startInfrastructureMetrics({ providers: { notices, drops } });
    const meterProvider = metrics.getMeterProvider();
    startInfrastructureMetrics({ providers: { notices, drops, meterProvider } });
    expect(t.said()).toHaveLength(1);
    first.stop();
  });

  it('reports to two providers side by side', async () => {
    using one = createTestTelemetry();
    using two = createTestTelemetry();
    const handles = [one, two].map(({ providers }) => startInfrastructureMetrics({ providers }));
    await Promise.all([one.collect(), two.collect()]);
    expect(groups(one)).toEqual(groups(two));
    for (const handle of handles) handle.stop();
  });

  it('reads nothing and makes no timer while there is no SDK, and begins with the first', async () => {
    const perfHooks = process.getBuiltinModule('node:perf_hooks');
    const spies = [
      vi.spyOn(perfHooks, 'monitorEventLoopDelay'),
      vi.spyOn(PerformanceObserver.prototype, 'observe'),
      vi.spyOn(process, 'resourceUsage'),
      vi.spyOn(process, 'getActiveResourcesInfo'),
      vi.spyOn(process.getBuiltinModule('node:fs'), 'openSync'),
      vi.spyOn(process.getBuiltinModule('node:v8'), 'getHeapStatistics'),
      vi.spyOn(globalThis, 'setTimeout'),
      vi.spyOn(globalThis, 'setInterval'),
    ];
    const running = startInfrastructureMetrics();
    const calls = () => spies.map((spy) => spy.mock.calls.length);
    expect(calls()).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);

    using t = createTestTelemetry({ globals: true });
    rebindInstruments();
    await t.collect();
    expect(calls().slice(0, 6)).not.toContain(0);
    expect(groups(t)).toContain('process');
    running.stop();
  });

  it('says nothing after stop, which may be called twice', async () => {
    using t = createTestTelemetry();
    const running = startInfrastructureMetrics({ providers: t.providers });
    await t.collect();
    running.stop();
    running.stop();
    t.reset();
    await t.collect();
    expect(t.peek()).toEqual([]);
  });

  it('starts the other parts when one cannot start', async () => {
    using t = createTestTelemetry();
    vi.spyOn(
      process.getBuiltinModule('node:perf_hooks'),
      'monitorEventLoopDelay',
    ).mockImplementation(() => {
      throw new Error('no timers here');
    });
    const running = startInfrastructureMetrics({ providers: t.providers });
    await t.collect();
    expect(groups(t)).toEqual(expect.arrayContaining(['process', 'system']));
    expect(t.said()).toEqual([
      'telemetry/infrastructure: the metrics of the runtime could not be started (Error: no timers here). ' +
        'Switch them off with infrastructure: { runtime: false }.',
    ]);
    running.stop();
  });
});
