import { execFileSync } from 'node:child_process';
import { createInstruments } from '@fluxora/telemetry-core';
import { infrastructureCatalog } from '@fluxora/telemetry-infrastructure';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, test } from 'vitest';
import { observeHost } from '../../packages/infrastructure/src/host/observe-host.ts';

/** Other programs run at the same time. */
const MEMORY_TOLERANCE = 512 * 1024 * 1024;
const DISK_TOLERANCE = 1024 * 1024 * 1024;

function shell(script: string): string {
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim();
}

function numbers(script: string): number[] {
  return shell(script).split(/\s+/).map(Number);
}

interface Measured {
  value(name: string, labels?: Readonly<Record<string, string>>): number;
  names(name: string, label: string): string[];
}

/** One collection of the whole host. */
async function measure(): Promise<Measured> {
  using telemetry = createTestTelemetry();
  const { providers } = telemetry;
  const stop = observeHost(createInstruments(infrastructureCatalog, providers), { providers });
  await telemetry.collect();
  const metrics = telemetry.totals();
  stop();
  expect(telemetry.said()).toEqual([]);
  assertConventions(telemetry, [infrastructureCatalog]);
  const points = (name: string) => metrics.find((metric) => metric.name === name)?.points ?? [];
  return {
    value: (name, labels = {}) =>
      points(name).find(({ attributes }) =>
        Object.entries(labels).every(([label, value]) => attributes[label] === value),
      )?.value ?? Number.NaN,
    names: (name, label) => [
      ...new Set(points(name).map(({ attributes }) => String(attributes[label]))),
    ],
  };
}

/** What `read` says before and after a collection. */
async function between<T>(read: () => T): Promise<{ before: T; host: Measured; after: T }> {
  const before = read();
  const host = await measure();
  return { before, host, after: read() };
}

function expectBetween(value: number, before: number, after: number, tolerance = 0): void {
  expect(value).toBeGreaterThanOrEqual(Math.min(before, after) - tolerance);
  expect(value).toBeLessThanOrEqual(Math.max(before, after) + tolerance);
}

// On the machine that runs this, against what other programs read. Elsewhere than on Linux there are no such programs.
describe.runIf(process.platform === 'linux')('this machine', () => {
  test('CPU time by mode is what awk reads before and after', async () => {
    const read = () => numbers('awk \'$1 == "cpu" { print $2, $3, $4, $7 + $8, $9 }\' /proc/stat');
    const { before, host, after } = await between(read);
    expect(host.names('system.cpu.time', 'cpu.mode')).toHaveLength(7);
    for (const [position, mode] of ['user', 'nice', 'system', 'interrupt', 'steal'].entries()) {
      const seconds = host.value('system.cpu.time', { 'cpu.mode': mode });
      // The last digit of hundredths.
      expectBetween(seconds, (before[position] ?? 0) / 100, (after[position] ?? 0) / 100, 0.001);
    }
  });

  test('the number of CPUs is what getconf says', async () => {
    const host = await measure();
    expect(host.value('system.cpu.logical.count')).toBe(Number(shell('getconf _NPROCESSORS_ONLN')));
  });

  test('memory is what free says', async () => {
    const { before, host, after } = await between(() =>
      numbers("free -b | awk '/^Mem/ { print $2, $7 }'"),
    );
    expect(host.value('system.memory.limit')).toBe(before[0]);
    const available = host.value('system.memory.usage', { 'system.memory.state': 'available' });
    expectBetween(available, before[1] ?? 0, after[1] ?? 0, MEMORY_TOLERANCE);
  });

  test('load and uptime are what cat shows', async () => {
    const { before, host, after } = await between(() =>
      numbers('cut -d" " -f1-3 /proc/loadavg; cut -d" " -f1 /proc/uptime'),
    );
    expect(host.names('fluxora.system.load', 'fluxora.system.load.period')).toHaveLength(3);
    for (const [position, period] of ['1m', '5m', '15m'].entries()) {
      const load = host.value('fluxora.system.load', { 'fluxora.system.load.period': period });
      expectBetween(load, before[position] ?? 0, after[position] ?? 0);
    }
    expectBetween(host.value('system.uptime'), before[3] ?? 0, after[3] ?? 0);
  });

  test('page faults are what awk reads', async () => {
    const read = () =>
      numbers('awk \'$1 == "pgfault" || $1 == "pgmajfault" { print $2 }\' /proc/vmstat');
    const { before, host, after } = await between(read);
    expect(host.names('system.paging.faults', 'system.paging.fault.type')).toHaveLength(2);
    const faults = (type: string) =>
      host.value('system.paging.faults', { 'system.paging.fault.type': type });
    expectBetween(faults('minor') + faults('major'), before[0] ?? 0, after[0] ?? 0);
    expectBetween(faults('major'), before[1] ?? 0, after[1] ?? 0);
  });

  test('disks are those of /sys/block on hardware, with the figures of their own files', async () => {
    const disks = shell(
      "for d in /sys/block/*; do readlink $d; done | grep -v /virtual/block/ | grep -vE '/(sr|fd)[0-9]+$' | sed 's|.*/||' | tr ! /",
    );
    const host = await measure();
    expect(host.names('system.disk.io', 'system.device.name').toSorted()).toEqual(
      disks.split('\n').filter(Boolean).toSorted(),
    );
    for (const disk of disks.split('\n').filter(Boolean)) {
      const stat = `/sys/block/${disk.replace('/', '!')}/stat`;
      const { before, host: now, after } = await between(() => numbers(`cat ${stat}`));
      const value = (metric: string, direction: string) =>
        now.value(metric, { 'system.device.name': disk, 'disk.io.direction': direction });
      expectBetween(value('system.disk.operations', 'read'), before[0] ?? 0, after[0] ?? 0);
      expectBetween(value('system.disk.io', 'read'), (before[2] ?? 0) * 512, (after[2] ?? 0) * 512);
      expectBetween(
        value('system.disk.io', 'write'),
        (before[6] ?? 0) * 512,
        (after[6] ?? 0) * 512,
      );
      const busy = now.value('system.disk.io_time', { 'system.device.name': disk });
      expectBetween(busy, (before[9] ?? 0) / 1000, (after[9] ?? 0) / 1000, 0.01);
    }
  });

  test('the root filesystem is what df says', async () => {
    const { before, host, after } = await between(() =>
      numbers("df -B1 -P / | awk 'NR == 2 { print $2, $3, $4 }'"),
    );
    const space = (state: string) =>
      host.value('system.filesystem.usage', {
        'system.filesystem.mountpoint': '/',
        'system.filesystem.state': state,
      });
    expect(host.value('system.filesystem.limit', { 'system.filesystem.mountpoint': '/' })).toBe(
      before[0],
    );
    expectBetween(space('used'), before[1] ?? 0, after[1] ?? 0, DISK_TOLERANCE);
    expectBetween(space('free'), before[2] ?? 0, after[2] ?? 0, DISK_TOLERANCE);
    expect(space('used') + space('free') + space('reserved')).toBe(before[0]);
  });

  test('interfaces have the figures of /sys/class/net', async () => {
    const host = await measure();
    const interfaces = host.names('system.network.io', 'network.interface.name');
    expect(interfaces).not.toContain('lo');
    for (const name of interfaces) {
      const files = ['rx_bytes', 'tx_packets', 'rx_errors', 'tx_dropped'];
      const read = () => numbers(`cd /sys/class/net/${name}/statistics && cat ${files.join(' ')}`);
      const { before, host: now, after } = await between(read);
      const value = (metric: string, direction: string) =>
        now.value(metric, { 'network.interface.name': name, 'network.io.direction': direction });
      expectBetween(value('system.network.io', 'receive'), before[0] ?? 0, after[0] ?? 0);
      expectBetween(
        value('system.network.packet.count', 'transmit'),
        before[1] ?? 0,
        after[1] ?? 0,
      );
      expectBetween(value('system.network.errors', 'receive'), before[2] ?? 0, after[2] ?? 0);
      expectBetween(
        value('system.network.packet.dropped', 'transmit'),
        before[3] ?? 0,
        after[3] ?? 0,
      );
    }
  });

  test('swap is what swapon shows', async () => {
    const host = await measure();
    const devices = shell("awk 'NR > 1 { print $1 }' /proc/swaps").split('\n').filter(Boolean);
    expect(host.names('system.paging.usage', 'system.device.name')).toEqual(devices);
  });
});
