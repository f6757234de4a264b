import { createInstruments, defineCatalog } from '@fluxora/telemetry-core';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterEach, expect, test, vi } from 'vitest';
import { type KernelFixtureName, unpackKernelFixture } from '../fixtures/kernel-fixture.ts';
import { containerAttributes, containerSignals } from './container-signals.ts';
import { observeContainer } from './observe-container.ts';

const catalog = defineCatalog({
  name: 'container-test',
  version: '1.0.0',
  attributes: containerAttributes,
  signals: containerSignals,
});

function observed(name: KernelFixtureName) {
  const machine = unpackKernelFixture(name);
  const telemetry = createTestTelemetry();
  const { providers } = telemetry;
  const { procPath, sysPath } = machine;
  const stop = observeContainer(createInstruments(catalog, providers), {
    procPath,
    sysPath,
    providers,
  });
  return {
    machine,
    telemetry,
    stop,
    /** Every value by its metric and attributes. */
    async collect(): Promise<Record<string, number>> {
      const metrics = telemetry.metrics();
      // What was read counts until the program yields.
      await Promise.resolve();
      return Object.fromEntries(
        metrics.flatMap(({ name: metric, points }) =>
          points.map(({ attributes, value }) => {
            const labels = Object.values(attributes).join(' ');
            return [`${metric} ${labels}`.trim(), value ?? Number.NaN] as const;
          }),
        ),
      );
    },
    [Symbol.dispose]() {
      stop();
      machine[Symbol.dispose]();
      telemetry[Symbol.dispose]();
    },
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('reports a Docker container of version 2 with a quota and a limit', async () => {
  using container = observed('cgroup-v2-docker');
  expect(await container.collect()).toEqual({
    'container.cpu.time user': 812.345678,
    'container.cpu.time system': 91.234567,
    'fluxora.container.cpu.limit': 1.5,
    'fluxora.container.cpu.periods': 24115,
    'fluxora.container.cpu.throttled_periods': 1308,
    'fluxora.container.cpu.throttled_time': 96.512345,
    'container.memory.usage': 471859200,
    'container.memory.working_set': 471859200 - 104857600,
    'container.memory.rss': 314572800,
    'container.memory.available': 536870912 - (471859200 - 104857600),
    'fluxora.container.memory.limit': 536870912,
    'fluxora.container.memory.oom_kills': 2,
    'container.paging.faults major': 118,
    'container.paging.faults minor': 913402 - 118,
    'container.disk.io read nvme0n1': 73400320,
    'container.disk.io write nvme0n1': 12582912,
  });
  assertConventions(container.telemetry, [catalog]);
  expect(container.telemetry.said()).toEqual([]);
});

test('reports a Docker container of version 1: no limit is absent, and so are kills that an old kernel does not count', async () => {
  using container = observed('cgroup-v1-docker');
  expect(await container.collect()).toEqual({
    'container.cpu.time user': 915.23,
    'container.cpu.time system': 187.65,
    'fluxora.container.cpu.periods': 0,
    'fluxora.container.cpu.throttled_periods': 0,
    'fluxora.container.cpu.throttled_time': 0,
    'container.memory.usage': 734003200,
    'container.memory.working_set': 734003200 - 268435456,
    'container.memory.rss': 314572800,
    'container.paging.faults major': 312,
    'container.paging.faults minor': 2097152 - 312,
    'container.disk.io read 8:16': 52428800,
    'container.disk.io write 8:16': 10485760,
    'container.disk.io read 8:0': 1048576,
    'container.disk.io write 8:0': 0,
  });
  expect(container.telemetry.said()).toEqual([]);
});

test('reports the tightest limits of a group and its parents, recorded on version 1', async () => {
  using container = observed('cgroup-hybrid-nested');
  expect(await container.collect()).toMatchObject({
    'container.cpu.time user': 0.45,
    'fluxora.container.cpu.limit': 0.2,
    'fluxora.container.cpu.throttled_periods': 23,
    'fluxora.container.memory.limit': 256 * 1024 * 1024,
    'fluxora.container.memory.oom_kills': 0,
  });
});

test("reports the pod's limits where they are tighter than the container's", async () => {
  using container = observed('cgroup-v2-kubernetes');
  const values = await container.collect();
  expect(values).toMatchObject({
    'container.cpu.time user': 61,
    'fluxora.container.cpu.limit': 2,
    'fluxora.container.memory.limit': 768 * 1024 * 1024,
    'container.memory.available': 768 * 1024 * 1024 - (402653184 - 104857600),
  });
  expect(container.telemetry.said()).toEqual([]);
});

test('reports a systemd service without limits; the disk once, not LVM and loops again', async () => {
  using container = observed('cgroup-v2-systemd');
  const values = await container.collect();
  expect(Object.keys(values)).toEqual([
    'container.cpu.time user',
    'container.cpu.time system',
    'container.memory.usage',
    'container.memory.working_set',
    'container.memory.rss',
    'container.paging.faults major',
    'container.paging.faults minor',
    'container.disk.io read sda',
    'container.disk.io write sda',
  ]);
  expect(container.telemetry.said()).toEqual([]);
});

test.each(['cgroup-v1-root', 'cgroup-namespace', 'cgroup-above', 'linux-6.18'] as const)(
  'reports nothing of the machine itself, and says nothing: %s',
  async (name) => {
    using container = observed(name);
    expect(await container.collect()).toEqual({});
    expect(container.telemetry.said()).toEqual([]);
  },
);

test('measures CPUs in use between two collections, absent at the first', async () => {
  using container = observed('cgroup-v2-docker');
  const stopwatch = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const usage = (user: number, system: number) =>
    container.machine.write(
      'sys/fs/cgroup/cpu.stat',
      `usage_usec ${user + system}\nuser_usec ${user}\nsystem_usec ${system}\n`,
    );
  usage(5_000_000, 1_000_000);
  expect(await container.collect()).not.toHaveProperty('container.cpu.usage user');
  stopwatch.mockReturnValue(11_000);
  usage(15_000_000, 3_500_000);
  expect(await container.collect()).toMatchObject({
    'container.cpu.usage user': 1,
    'container.cpu.usage system': 0.25,
  });
});

test('follows a process that a supervisor moves, and measures no CPU use across two groups', async () => {
  using container = observed('cgroup-v2-kubernetes');
  const stopwatch = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  expect(await container.collect()).toMatchObject({ 'container.cpu.time user': 61 });
  container.machine.write('proc/self/cgroup', '0::/kubepods.slice\n');
  stopwatch.mockReturnValue(11_000);
  const moved = await container.collect();
  // What it gained.
  expect(moved['container.memory.usage']).toBe(1073741824 - 402653184);
  expect(moved).not.toHaveProperty('container.cpu.usage user');
});

test('looks for a file that was absent again only in another group', async () => {
  const { openSync } = process.getBuiltinModule('node:fs');
  const opened: string[] = [];
  vi.spyOn(process.getBuiltinModule('node:fs'), 'openSync').mockImplementation((path, ...rest) => {
    opened.push(String(path));
    return openSync(path, ...rest);
  });
  using container = observed('cgroup-v2-systemd');
  opened.length = 0;
  const files = async () => {
    await container.collect();
    return opened.splice(0).map((path) => path.split('/').slice(-2).join('/'));
  };
  const first = await files();
  expect(first).toContain('forecast-api.service/cpu.max');
  const second = await files();
  // Nothing twice, and not what is known to be absent.
  expect(second.toSorted()).toEqual([
    'forecast-api.service/cpu.stat',
    'forecast-api.service/io.stat',
    'forecast-api.service/memory.current',
    'forecast-api.service/memory.events',
    'forecast-api.service/memory.max',
    'forecast-api.service/memory.stat',
    'self/cgroup',
    'system.slice/cpu.max',
    'system.slice/memory.max',
  ]);
  container.machine.write('proc/self/cgroup', '0::/system.slice\n');
  expect(await files()).toContain('system.slice/io.stat');
});

test.each([
  ['cpu.stat', 'container.cpu.* and fluxora.container.cpu.*'],
  ['cpu.max', 'fluxora.container.cpu.limit'],
  ['memory.stat', 'container.memory.*'],
  ['memory.current', 'container.memory.*'],
  ['memory.max', 'fluxora.container.memory.limit'],
  ['memory.events', 'fluxora.container.memory.oom_kills'],
  ['io.stat', 'container.disk.io'],
])('garbage in %s costs its own metrics, is counted and said once', async (file, metrics) => {
  using container = observed('cgroup-v2-docker');
  const sound = Object.keys(await container.collect());
  container.machine.write(`sys/fs/cgroup/${file}`, '\u0000 no such thing\n');
  const rest = Object.keys(await container.collect());
  await container.collect();
  expect(rest.length).toBeLessThan(sound.length);
  expect(sound).toEqual(expect.arrayContaining(rest));
  expect(container.telemetry.said()).toEqual([
    `telemetry/infrastructure: ${container.machine.sysPath}/fs/cgroup/${file} is not in the kernel's format; ${metrics} is absent. ` +
      'Check what is mounted there, or switch it off with infrastructure: { container: false }.',
  ]);
  expect(container.telemetry.drops.counts()).toEqual([
    { signal: 'metrics', cause: 'callback_failed', count: 2 },
  ]);
});

test('a file that may not be read is counted and said once', async () => {
  using container = observed('cgroup-v2-docker');
  container.machine.remove('sys/fs/cgroup/memory.stat');
  container.machine.write('sys/fs/cgroup/memory.stat/directory', '');
  const values = await container.collect();
  expect(values['container.memory.usage']).toBe(471859200);
  expect(values).not.toHaveProperty('container.memory.working_set');
  expect(values).not.toHaveProperty('container.memory.available');
  expect(container.telemetry.said()).toEqual([
    expect.stringContaining(
      'memory.stat could not be read (EISDIR); container.memory.* is absent.',
    ),
  ]);
});

test('garbage in the tables of groups and mounts is said, and their absence is not', async () => {
  using container = observed('cgroup-v2-docker');
  container.machine.write('proc/self/mountinfo', 'hello\n');
  expect(await container.collect()).toEqual({});
  expect(container.telemetry.said()).toEqual([expect.stringContaining('/self/mountinfo is not')]);
  container.machine.write('proc/self/cgroup', 'hello\n');
  expect(await container.collect()).toEqual({});
  expect(container.telemetry.said()).toHaveLength(2);
  container.machine.remove('proc/self/cgroup');
  await container.collect();
  expect(container.telemetry.said()).toHaveLength(2);
});

test('tells how long the first process of a process namespace has run', async () => {
  using container = observed('cgroup-v2-docker');
  vi.spyOn(process, 'uptime').mockReturnValue(10);
  const { machine } = container;
  machine.write('proc/self/stat', `42 (node) S ${'1 '.repeat(18)}5000 1 1\n`);
  machine.write('proc/1/stat', `1 (tini) S ${'1 '.repeat(18)}4800 1 1\n`);
  machine.link('proc/self/ns/pid', 'pid:[4026532201]');
  expect((await container.collect())['container.uptime']).toBe(12);
});

test("does not take the machine's first process for a container's", async () => {
  using service = observed('cgroup-v2-systemd');
  const { machine } = service;
  machine.write('proc/self/stat', `42 (node) S ${'1 '.repeat(18)}5000 1 1\n`);
  machine.write('proc/1/stat', `1 (systemd) S ${'1 '.repeat(18)}1 1 1\n`);
  machine.link('proc/self/ns/pid', 'pid:[4026531836]');
  expect(await service.collect()).not.toHaveProperty('container.uptime');
});

test('is silent after it is stopped, twice', async () => {
  using container = observed('cgroup-v2-docker');
  container.stop();
  container.stop();
  expect(await container.collect()).toEqual({});
});
