import { createInstruments, defineCatalog } from '@fluxora/telemetry-core';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expect, test, vi } from 'vitest';
import {
  type KernelFixture,
  type KernelFixtureName,
  unpackKernelFixture,
} from '../fixtures/kernel-fixture.ts';
import { hostAttributes, hostSignals } from './host-signals.ts';
import { observeHost, type ObserveHostOptions } from './observe-host.ts';

const catalog = defineCatalog({
  name: 'host-test',
  version: '1.0.0',
  attributes: hostAttributes,
  signals: hostSignals,
});

function observed(name: KernelFixtureName, options: ObserveHostOptions = {}) {
  const machine = unpackKernelFixture(name);
  const telemetry = createTestTelemetry();
  const { providers } = telemetry;
  const { procPath, sysPath } = machine;
  const stop = observeHost(createInstruments(catalog, providers), {
    procPath,
    sysPath,
    providers,
    ...options,
  });
  return {
    machine,
    telemetry,
    stop,
    /** Every value by its metric and attributes. Collects twice: `metrics()` does not wait for filesystems. */
    async collect(): Promise<Record<string, number>> {
      await telemetry.collect();
      return Object.fromEntries(
        telemetry.metrics().flatMap(({ name: metric, points }) =>
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

function statLine(machine: KernelFixture, ...ticks: number[]): void {
  machine.write('proc/stat', `cpu  ${ticks.join(' ')} 0 0\ncpu0 ${ticks.join(' ')} 0 0\n`);
}

test('reports a recorded machine, by the names of the conventions', async () => {
  using host = observed('linux-6.18');
  const values = await host.collect();
  expect(values).toMatchObject({
    'system.cpu.logical.count': 2,
    'system.memory.limit': 24684096 * 1024,
    'system.memory.usage used': (24684096 - 19268648) * 1024,
    'system.disk.io vda read': 24725178 * 512,
    'system.disk.io vda write': 53280120 * 512,
    'system.disk.operations vda read': 1096757,
    'system.disk.operation_time vda write': 399.229,
    'system.disk.io_time vda': 316.928,
    'system.network.io eth0 receive': 4510539066,
    'system.network.io eth0 transmit': 19461892,
    // The kernel counts the major ones in both.
    'system.paging.faults major': 26295,
    'system.paging.faults minor': 245554667 - 26295,
    'fluxora.system.load 1m': 11.96,
    'fluxora.system.load 15m': 4.34,
    'system.uptime': expect.any(Number),
  });
  assertConventions(host.telemetry, [catalog]);
  expect(host.telemetry.said()).toEqual([]);
  expect(host.telemetry.drops.counts()).toEqual([]);
});

test('memory by state adds up to the machine', async () => {
  using host = observed('linux-6.18');
  const values = await host.collect();
  const sum = (name: string) => (values[`${name} used`] ?? 0) + (values[`${name} available`] ?? 0);
  expect(sum('system.memory.usage')).toBe(values['system.memory.limit']);
  expect(sum('system.memory.utilization')).toBeCloseTo(1, 12);
  expect(values['system.memory.linux.available']).toBe(values['system.memory.usage available']);
});

test('tells all CPUs together, and each apart only when asked', async () => {
  using together = observed('linux-6.18');
  const all = await together.collect();
  using apart = observed('linux-6.18', { perCpu: true });
  const each = await apart.collect();
  const modes = (values: Record<string, number>) =>
    Object.keys(values).filter((key) => key.startsWith('system.cpu.time'));
  expect(modes(all)).toHaveLength(7);
  expect(modes(each)).toHaveLength(14);
  expect((each['system.cpu.time user 0'] ?? 0) + (each['system.cpu.time user 1'] ?? 0)).toBeCloseTo(
    all['system.cpu.time user'] ?? 0,
    1,
  );
  assertConventions(apart.telemetry, [catalog]);
});

test('measures CPU utilization between two collections, absent at the first', async () => {
  using host = observed('linux-6.18', { disk: false });
  const stopwatch = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  statLine(host.machine, 100, 0, 50, 850, 0, 0, 0, 0);
  const first = await host.collect();
  stopwatch.mockReturnValue(61_000);
  statLine(host.machine, 160, 0, 70, 870, 0, 0, 0, 0);
  const second = await host.collect();
  stopwatch.mockRestore();
  expect(Object.keys(first).filter((key) => key.includes('cpu.utilization'))).toEqual([]);
  const share = (mode: string) => second[`system.cpu.utilization ${mode}`];
  expect(share('user')).toBeCloseTo(0.6, 9);
  expect(share('system')).toBeCloseTo(0.2, 9);
  expect(share('idle')).toBeCloseTo(0.2, 9);
  expect(share('nice')).toBe(0);
});

test('holds back times that slip by a little, and lets a CPU begin anew', async () => {
  using host = observed('linux-6.18');
  const iowait = async (ticks: number) => {
    statLine(host.machine, 1, 1, 1, 1, ticks, 1, 1, 1);
    await host.collect();
    return host.telemetry.totals().find(({ name }) => name === 'system.cpu.time')?.points;
  };
  await iowait(100_000);
  // What a backend would see as a restart of the counter: 1000 s at once.
  const slipped = await iowait(99_990);
  expect(slipped?.find(({ attributes }) => attributes['cpu.mode'] === 'iowait')?.value).toBe(1_000);
});

test('counts the disks of a server once, without partitions, LVM, RAID and loops', async () => {
  using host = observed('server');
  const values = await host.collect();
  const disks = Object.keys(values).filter((key) => key.startsWith('system.disk.io_time'));
  expect(disks.map((key) => key.split(' ')[1])).toEqual(['sda', 'nvme0n1', 'cciss/c0d0', 'xvda1']);
  expect(values['system.disk.operation_time sda write']).toBe(91.234);
});

test('leaves out loopback and the ends of containers, and keeps bridges', async () => {
  using host = observed('server');
  const values = await host.collect();
  const interfaces = Object.keys(values).filter((key) => key.startsWith('system.network.errors'));
  expect(interfaces).toEqual([
    'system.network.errors eno1 receive',
    'system.network.errors eno1 transmit',
    'system.network.errors docker0 receive',
    'system.network.errors docker0 transmit',
  ]);
  expect(values['system.network.packet.dropped eno1 transmit']).toBe(2);
  expect(values['system.network.packet.count docker0 transmit docker0']).toBe(4);
});

test('reports swap by device, and none where there is none', async () => {
  using server = observed('server');
  const values = await server.collect();
  expect(values).toMatchObject({
    'system.paging.usage used /dev/dm-1': 1048576 * 1024,
    'system.paging.usage free /swap file': 1048572 * 1024,
    'system.paging.utilization used /swap file': 0,
  });
  using without = observed('linux-6.18');
  const names = Object.keys(await without.collect());
  expect(names.filter((key) => key.startsWith('system.paging.usage'))).toEqual([]);
});

const PARTS = [
  ['cpu', 'proc/stat', 'system.cpu.'],
  ['load', 'proc/loadavg', 'fluxora.system.load'],
  ['memory', 'proc/meminfo', 'system.memory.'],
  ['paging', 'proc/vmstat', 'system.paging.'],
  ['disk', 'proc/diskstats', 'system.disk.'],
  ['filesystem', 'proc/self/mountinfo', 'system.filesystem.'],
  ['network', 'proc/self/net/dev', 'system.network.'],
] as const;

/** What a sound machine reports but for one part. */
async function namesWithout(prefix: string): Promise<string[]> {
  using sound = observed('linux-6.18');
  return Object.keys(await sound.collect()).filter((key) => !key.startsWith(prefix));
}

test.each(PARTS)('%s: "off" costs its own metrics and no word', async (part, _, prefix) => {
  using host = observed('linux-6.18', { [part]: false });
  expect(Object.keys(await host.collect())).toEqual(await namesWithout(prefix));
  expect(host.telemetry.said()).toEqual([]);
});

const MANGLES: Record<string, (machine: KernelFixture, file: string) => void> = {
  'a missing file': () => {},
  garbage: (machine, file) => machine.write(file, '\u0000\uffff<html>\n'),
  // The superuser may read everything, but nobody a directory.
  'an unreadable file': (machine, file) => machine.write(`${file}/inside`, ''),
};

test.each(
  PARTS.flatMap((part) => Object.keys(MANGLES).map((mangle) => [...part, mangle] as const)),
)(
  '%s: of %s below %s, %s costs its own metrics, is counted each time and said once',
  async (part, file, prefix, mangle) => {
    using host = observed('linux-6.18');
    host.machine.remove(file);
    MANGLES[mangle]?.(host.machine, file);
    expect(Object.keys(await host.collect())).toEqual(await namesWithout(prefix));
    expect(host.telemetry.said()).toEqual([
      expect.stringMatching(
        `/${file} .*switch it off with infrastructure: { host: { ${part}: false } }.$`,
      ),
    ]);
    expect(host.telemetry.drops.counts()).toEqual([
      { signal: 'metrics', cause: 'callback_failed', count: 2 },
    ]);
  },
);

test('says what is wrong, what is absent and how to mend it', async () => {
  using host = observed('linux-6.18');
  host.machine.remove('proc/diskstats');
  host.machine.write('proc/meminfo', 'hello\n');
  host.machine.remove('proc/stat');
  host.machine.write('proc/stat/directory', '');
  await host.collect();
  const { procPath } = host.machine;
  expect(host.telemetry.said().toSorted()).toEqual([
    `telemetry/infrastructure: ${procPath}/diskstats does not exist; system.disk.* is absent. Mount it readable, or switch it off with infrastructure: { host: { disk: false } }.`,
    `telemetry/infrastructure: ${procPath}/meminfo is not in the kernel's format; system.memory.* is absent. Check what is mounted there, or switch it off with infrastructure: { host: { memory: false } }.`,
    `telemetry/infrastructure: ${procPath}/stat could not be read (EISDIR); system.cpu.* is absent. Mount it readable, or switch it off with infrastructure: { host: { cpu: false } }.`,
  ]);
});

test('measures the first 64 disks and says that there are more', async () => {
  using host = observed('linux-6.18');
  const lines = Array.from(
    { length: 100 },
    (_, disk) => `8 ${disk} rbd${disk} 1 1 1 1 1 1 1 1 1 1 1\n`,
  );
  host.machine.write('proc/diskstats', lines.join(''));
  host.machine.remove('sys/block');
  const values = await host.collect();
  expect(Object.keys(values).filter((key) => key.startsWith('system.disk.io_time'))).toHaveLength(
    64,
  );
  expect(host.telemetry.said()).toEqual([
    expect.stringContaining('there are 100 disks; only the first 64 are measured.'),
  ]);
});

test('reads every file once per collection, nothing at the start and nothing in between', async () => {
  const { openSync } = process.getBuiltinModule('node:fs');
  const fs = process.getBuiltinModule('node:fs');
  const opened: string[] = [];
  const spy = vi.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
    opened.push(String(path));
    return openSync(path, ...rest);
  });
  try {
    using host = observed('linux-6.18');
    const mine = () => opened.splice(0).filter((path) => path.startsWith(host.machine.procPath));
    // Unpacking wrote them.
    mine();
    const names = () =>
      mine()
        .map((path) => path.slice(host.machine.procPath.length + 1))
        .toSorted();
    host.telemetry.peek();
    const each = ['diskstats', 'loadavg', 'meminfo', 'self/net/dev', 'stat', 'swaps', 'uptime'];
    each.push('vmstat');
    expect(names()).toEqual([...each, 'self/mountinfo'].toSorted());
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(names()).toEqual([]);
    let mountsRead = 0;
    for (let count = 0; count < 10; count += 1) {
      await host.telemetry.collect();
      const files = names();
      expect(files.filter((file) => file !== 'self/mountinfo')).toEqual(each);
      mountsRead += files.length - each.length;
    }
    // The table of mounts is read now and then only.
    expect(mountsRead).toBe(2);
  } finally {
    spy.mockRestore();
  }
});

class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

test('gives two readers that collect at the same time the same', async () => {
  using machine = unpackKernelFixture('linux-6.18');
  const { procPath, sysPath } = machine;
  const readers = [new Reader(), new Reader()];
  const providers = { meterProvider: new MeterProvider({ readers }) };
  observeHost(createInstruments(catalog, providers), { procPath, sysPath, providers });
  const collected = await Promise.all(readers.map((reader) => reader.collect()));
  const series = collected.map(({ resourceMetrics }) =>
    resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ value }) => [
          descriptor.name,
          descriptor.name.includes('filesystem') || value,
        ]),
      ),
    ),
  );
  expect(series[0]?.length).toBeGreaterThan(40);
  expect(series[1]).toEqual(series[0]);
});

test('is silent after it is stopped, twice', async () => {
  using host = observed('linux-6.18');
  host.stop();
  host.stop();
  expect(await host.collect()).toEqual({});
});
