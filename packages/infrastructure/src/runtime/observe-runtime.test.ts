import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { createInstruments } from '@fluxora/telemetry-core';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { infrastructureCatalog } from '../catalog.ts';
import { observeRuntime } from './observe-runtime.ts';
import type { RuntimeOptions } from './runtime-options.ts';

function start(t: TestTelemetry, options?: RuntimeOptions): () => void {
  return observeRuntime(createInstruments(infrastructureCatalog, t.providers), options);
}

v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc') as (options?: { type: 'minor' | 'major' }) => void;

const metricOf = (t: TestTelemetry, name: string) => t.peek().find((each) => each.name === name);
const emitted = (t: TestTelemetry) => new Set(t.peek().map(({ name }) => name));

/** Values of a metric by the value of its only attribute. */
function valuesOf(t: TestTelemetry, name: string): Map<string, number | undefined> {
  return new Map(
    metricOf(t, name)?.points.map(({ attributes, value }) => [
      String(Object.values(attributes)[0]),
      value,
    ]),
  );
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; performance.now() < end; await sleep(10)) {
    if (condition()) return;
  }
  throw new Error('it did not happen within 10 s');
}

describe('observeRuntime', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('emits what the catalog declares', async () => {
    using t = createTestTelemetry();
    const stop = start(t, { eventLoopDelayResolutionMs: 1 });
    gc({ type: 'minor' });
    await until(() => metricOf(t, 'v8js.gc.duration') !== undefined);
    await until(() => emitted(t).has('nodejs.eventloop.delay.p99'));
    assertConventions(t, [infrastructureCatalog]);
    const declared = Object.values(infrastructureCatalog.signals)
      .map(({ name }) => name)
      .filter((name) => /nodejs|v8js/.test(name));
    expect([...emitted(t)].toSorted()).toEqual(declared.toSorted());
    expect(t.said()).toEqual([]);
    stop();
  });

  it("agrees with V8's own figures", () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const heap = v8.getHeapStatistics();
    expect(metricOf(t, 'fluxora.v8js.memory.heap.limit')?.points[0]?.value).toBe(
      heap.heap_size_limit,
    );
    const used = [...valuesOf(t, 'v8js.memory.heap.used').values()];
    const sum = used.reduce<number>((all, value) => all + (value ?? 0), 0);
    expect(sum / heap.used_heap_size).toBeCloseTo(1, 0);
    const size = valuesOf(t, 'v8js.memory.heap.space.size');
    const inUse = v8.getHeapSpaceStatistics().filter(({ space_size }) => space_size > 0);
    expect([...size.keys()].toSorted()).toEqual(
      inUse.map(({ space_name }) => space_name).toSorted(),
    );
    stop();
  });

  it('sees buffers outside the heap', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const gained = (name: string) => metricOf(t, name)?.points[0]?.value ?? NaN;
    t.metrics();
    await t.collect();
    const held = Buffer.alloc(50 << 20);
    expect(gained('fluxora.v8js.memory.array_buffers')).toBeGreaterThan(45 << 20);
    expect(gained('fluxora.v8js.memory.external')).toBeGreaterThan(45 << 20);
    expect(held.length).toBe(50 << 20);
    stop();
  });

  it('counts each garbage collection by its type', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const count = (type: string) =>
      t
        .totals()
        .find(({ name }) => name === 'v8js.gc.duration')
        ?.points.find(({ attributes }) => attributes['v8js.gc.type'] === type)?.count ?? 0;
    for (let each = 0; each < 3; each++) gc({ type: 'minor' });
    gc({ type: 'major' });
    await until(() => count('minor') >= 3 && count('major') >= 1);
    const [point] = t.totals().find(({ name }) => name === 'v8js.gc.duration')?.points ?? [];
    expect(point?.sum).toBeGreaterThan(0);
    expect(point?.sum).toBeLessThan(5);
    stop();
  });

  it('counts active resources by kind, and says 0 when a kind is gone', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const servers = await Promise.all(
      [1, 2, 3].map(async () => {
        const server = createServer().listen(0, '127.0.0.1');
        await once(server, 'listening');
        return server;
      }),
    );
    expect(valuesOf(t, 'v8js.resource.active').get('TCPServerWrap')).toBe(3);
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    await until(() => valuesOf(t, 'v8js.resource.active').get('TCPServerWrap') === 0);
    stop();
  });

  it('tells a busy loop from an idle one', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const utilization = () => metricOf(t, 'nodejs.eventloop.utilization')?.points[0]?.value ?? NaN;
    utilization();
    for (const end = performance.now() + 1_050; performance.now() < end;);
    await sleep(0);
    expect(utilization()).toBeGreaterThan(0.8);
    await sleep(1_050);
    utilization();
    await sleep(1_050);
    expect(utilization()).toBeLessThan(0.8);
    stop();
  });

  it('counts time in each state, turns and events, always upwards', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    t.metrics();
    await sleep(50);
    const gained = valuesOf(t, 'nodejs.eventloop.time');
    expect((gained.get('active') ?? NaN) + (gained.get('idle') ?? NaN)).toBeGreaterThan(0.04);
    expect(metricOf(t, 'fluxora.nodejs.eventloop.iterations')?.points[0]?.value).toBeGreaterThan(0);
    stop();
  });

  it('leaves out what is switched off, and makes neither timer nor observer for it', () => {
    const monitor = vi.spyOn(process.getBuiltinModule('node:perf_hooks'), 'monitorEventLoopDelay');
    const observe = vi.spyOn(PerformanceObserver.prototype, 'observe');
    using t = createTestTelemetry();
    const stop = start(t, {
      eventLoopDelay: false,
      gc: false,
      heap: false,
      activeResources: false,
    });
    t.metrics();
    expect([...emitted(t)].toSorted()).toEqual([
      'fluxora.nodejs.eventloop.events',
      'fluxora.nodejs.eventloop.iterations',
      'fluxora.nodejs.eventloop.waiting_events',
      'nodejs.eventloop.time',
      'nodejs.eventloop.utilization',
    ]);
    expect(monitor).not.toHaveBeenCalled();
    expect(observe).not.toHaveBeenCalled();
    stop();
  });

  it('samples the delay each 20 ms unless told otherwise', () => {
    const monitor = vi.spyOn(process.getBuiltinModule('node:perf_hooks'), 'monitorEventLoopDelay');
    using t = createTestTelemetry();
    start(t)();
    start(t, { eventLoopDelayResolutionMs: 100 })();
    expect(monitor.mock.calls).toEqual([[{ resolution: 20 }], [{ resolution: 100 }]]);
  });

  it('takes timer and observer back at stop, which may be called twice', async () => {
    const disconnect = vi.spyOn(PerformanceObserver.prototype, 'disconnect');
    using t = createTestTelemetry();
    const stop = start(t);
    t.metrics();
    stop();
    stop();
    expect(disconnect).toHaveBeenCalled();
    gc({ type: 'minor' });
    await sleep(20);
    expect(t.metrics()).toEqual([]);
  });

  it('survives functions of Node.js that throw', () => {
    const broken = () => {
      throw new Error('broken');
    };
    using t = createTestTelemetry();
    const stop = start(t);
    vi.spyOn(v8, 'getHeapStatistics').mockImplementation(broken);
    vi.spyOn(v8, 'getHeapSpaceStatistics').mockImplementation(broken);
    vi.spyOn(process, 'getActiveResourcesInfo').mockImplementation(broken);
    vi.spyOn(performance, 'eventLoopUtilization').mockImplementation(broken);
    const names = emitted(t);
    expect(names).not.toContain('v8js.memory.heap.used');
    expect(names).toContain('fluxora.nodejs.eventloop.iterations');
    expect(t.said()).toHaveLength(9);
    expect(t.drops.counts()).toEqual([{ signal: 'metrics', cause: 'callback_failed', count: 9 }]);
    stop();
  });
});
