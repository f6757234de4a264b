import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import { createInstruments } from '@fluxora/telemetry-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { infrastructureCatalog } from '../catalog.ts';
import { observeProcess, type ObserveProcessOptions } from './observe-process.ts';

const isLinux = process.platform === 'linux';

function start(t: TestTelemetry, options: ObserveProcessOptions = {}): () => void {
  const { providers } = t;
  return observeProcess(createInstruments(infrastructureCatalog, providers), {
    ...options,
    providers,
  });
}

/** The value of the only point that has these attribute values. */
function valueOf(t: TestTelemetry, name: string, ...values: string[]): number | undefined {
  const metric = t.peek().find((each) => each.name === name);
  return metric?.points.find(({ attributes }) => Object.values(attributes).join() === values.join())
    ?.value;
}

const field = (path: string, key: string): number =>
  Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(fs.readFileSync(path, 'utf8'))?.[1]);

const emitted = (t: TestTelemetry) =>
  t
    .peek()
    .map(({ name }) => name)
    .toSorted();

const EVERYWHERE = [
  'process.context_switches',
  'process.cpu.time',
  'process.cpu.utilization',
  'process.memory.usage',
  'process.paging.faults',
  'process.uptime',
];
const ON_LINUX = [
  'fluxora.process.unix.file_descriptor.limit',
  'process.disk.io',
  'process.memory.virtual',
  'process.thread.count',
  'process.unix.file_descriptor.count',
];

describe('observeProcess', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.runIf(isLinux)('emits what the catalog declares', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    await t.collect();
    assertConventions(t, [infrastructureCatalog]);
    expect(emitted(t)).toEqual([...EVERYWHERE, ...ON_LINUX].toSorted());
    expect(t.said()).toEqual([]);
    expect(t.drops.counts()).toEqual([]);
    stop();
  });

  it.runIf(isLinux)('agrees with /proc and with Node.js', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const held = Array.from({ length: 20 }, () => fs.openSync('/dev/null', 'r'));
    const before = process.resourceUsage();
    await t.collect();
    const status = '/proc/self/status';
    const near = (actual: number | undefined, expected: number, share: number) => {
      expect(actual).toBeGreaterThan(expected * (1 - share));
      expect(actual).toBeLessThan(expected * (1 + share));
    };
    near(valueOf(t, 'process.memory.usage'), field(status, 'VmRSS') * 1024, 0.2);
    near(valueOf(t, 'process.memory.virtual'), field(status, 'VmSize') * 1024, 0.05);
    near(valueOf(t, 'process.uptime'), process.uptime(), 0.2);
    near(valueOf(t, 'process.cpu.time', 'user'), before.userCPUTime / 1e6, 0.5);
    near(valueOf(t, 'process.cpu.time', 'system'), before.systemCPUTime / 1e6, 0.5);
    near(valueOf(t, 'process.paging.faults', 'minor'), before.minorPageFault, 0.2);
    near(valueOf(t, 'process.context_switches', 'voluntary'), before.voluntaryContextSwitches, 0.5);
    expect(valueOf(t, 'process.thread.count')).toBe(field(status, 'Threads'));
    expect(valueOf(t, 'process.unix.file_descriptor.count')).toBe(
      fs.readdirSync('/proc/self/fd').length - 1,
    );
    const soft = /^Max open files\s+(\d+)/m.exec(fs.readFileSync('/proc/self/limits', 'utf8'))?.[1];
    expect(valueOf(t, 'fluxora.process.unix.file_descriptor.limit')).toBe(Number(soft));
    for (const descriptor of held) fs.closeSync(descriptor);
    stop();
  });

  it.runIf(isLinux)("counts a process's traffic to disks as the kernel does", async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const path = `.cache/disk-io-${process.pid}`;
    fs.mkdirSync('.cache', { recursive: true });
    fs.writeFileSync(path, Buffer.alloc(1 << 20), { flush: true });
    fs.rmSync(path);
    const written = field('/proc/self/io', 'write_bytes');
    t.metrics();
    const points = t.totals().find(({ name }) => name === 'process.disk.io')?.points;
    expect(points?.find((each) => each.attributes['disk.io.direction'] === 'write')?.value).toBe(
      written,
    );
    stop();
  });

  it('shares out the available CPUs', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    await t.collect();
    const began = performance.now();
    while (performance.now() - began < 1_100) Math.sqrt(began);
    const user = valueOf(t, 'process.cpu.utilization', 'user');
    expect(user).toBeGreaterThan(0);
    expect(user).toBeLessThanOrEqual(1.1);
    stop();
  });

  it('says nothing after stop, which may be called twice', () => {
    using t = createTestTelemetry();
    const stop = start(t);
    stop();
    stop();
    expect(t.metrics()).toEqual([]);
  });

  it('reads everything once per collection', () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const usage = vi.spyOn(process, 'resourceUsage');
    const open = vi.spyOn(fs, 'openSync');
    t.metrics();
    const paths = open.mock.calls.map(([path]) => path);
    expect(usage).toHaveBeenCalledTimes(1);
    expect(paths).toEqual([...new Set(paths)]);
    stop();
  });

  it('survives functions of Node.js that throw, counts it, and says it once each', async () => {
    using t = createTestTelemetry();
    const stop = start(t);
    const broken = () => {
      throw new Error('broken');
    };
    vi.spyOn(process, 'resourceUsage').mockImplementation(broken);
    vi.spyOn(process, 'memoryUsage').mockImplementation(broken);
    vi.spyOn(process, 'uptime').mockImplementation(broken);
    await t.collect();
    await t.collect();
    expect(t.said()).toHaveLength(EVERYWHERE.length);
    expect(t.drops.counts()).toEqual([
      { signal: 'metrics', cause: 'callback_failed', count: 2 * EVERYWHERE.length },
    ]);
    expect(emitted(t)).toEqual(isLinux ? ON_LINUX : []);
    stop();
  });

  it('leaves out what a missing /proc would have told, and says how to mend it', async () => {
    using t = createTestTelemetry();
    const stop = start(t, { procPath: '/nowhere' });
    await t.collect();
    expect(emitted(t)).toEqual(EVERYWHERE);
    expect(t.said()).toEqual([
      expect.stringContaining(
        'telemetry/infrastructure: /nowhere/self/stat does not exist; process.memory.virtual (with process.thread.count) is absent. Mount it readable, or switch it off with infrastructure: { process: false }.',
      ),
      expect.stringContaining('/nowhere/self/io is hidden (ENOENT); process.disk.io is absent.'),
      expect.stringContaining('/nowhere/self/fd does not exist'),
      expect.stringContaining('/nowhere/self/limits does not exist'),
    ]);
    stop();
  });

  it("reports nothing from files that are not the kernel's", async () => {
    using t = createTestTelemetry();
    const folder = fs.mkdtempSync(join(os.tmpdir(), 'proc-'));
    fs.mkdirSync(join(folder, 'self/fd'), { recursive: true });
    for (const file of ['stat', 'io', 'limits']) {
      fs.writeFileSync(join(folder, 'self', file), '-1 NaN 1e999 \u0000');
    }
    const stop = start(t, { procPath: folder });
    await t.collect();
    expect(emitted(t)).toEqual([...EVERYWHERE, 'process.unix.file_descriptor.count'].toSorted());
    expect(t.said()).toHaveLength(3);
    stop();
    fs.rmSync(folder, { recursive: true });
  });

  it.runIf(isLinux)(
    'does not try again what is denied for good, but what failed for a moment',
    async () => {
      using t = createTestTelemetry();
      const stop = start(t);
      const open = fs.openSync;
      const failing = new Map([
        ['/proc/self/io', 'EACCES'],
        ['/proc/self/stat', 'EMFILE'],
      ]);
      const tried: unknown[] = [];
      vi.spyOn(fs, 'openSync').mockImplementation(((path: string, flags: number) => {
        tried.push(path);
        const code = failing.get(path);
        if (code) throw Object.assign(new Error(code), { code });
        return open(path, flags);
      }) as never);
      await t.collect();
      failing.clear();
      await t.collect();
      expect(tried.filter((path) => path === '/proc/self/io')).toHaveLength(1);
      expect(emitted(t)).toContain('process.thread.count');
      expect(emitted(t)).not.toContain('process.disk.io');
      expect(t.said()).toHaveLength(2);
      stop();
    },
  );

  it.runIf(isLinux)(
    'still tells count and limit when the process has no descriptor left',
    async () => {
      using t = createTestTelemetry();
      const stop = start(t);
      await t.collect();
      vi.spyOn(fs, 'openSync').mockImplementation(() => {
        throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
      });
      t.metrics();
      expect(emitted(t)).toEqual(
        expect.arrayContaining([
          'process.unix.file_descriptor.count',
          'fluxora.process.unix.file_descriptor.limit',
        ]),
      );
      stop();
    },
  );

  it('leaves out on Windows what Windows does not count', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
    try {
      using t = createTestTelemetry();
      const stop = start(t);
      await t.collect();
      expect(emitted(t)).toEqual(EVERYWHERE.filter((name) => name !== 'process.context_switches'));
      expect(valueOf(t, 'process.paging.faults', 'minor')).toBeUndefined();
      expect(t.said()).toEqual([]);
      stop();
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  });
});
