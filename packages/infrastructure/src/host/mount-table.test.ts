import { createInstruments, defineCatalog } from '@fluxora/telemetry-core';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterEach, expect, test } from 'vitest';
import { type KernelFixture, unpackKernelFixture } from '../fixtures/kernel-fixture.ts';
import { KernelReports } from '../kernel/kernel-reports.ts';
import type { FilesystemSpace } from './filesystem-space.ts';
import { hostAttributes, hostSignals } from './host-signals.ts';
import { createMountTable, type MountedFilesystem, type MountTable } from './mount-table.ts';

const SPACE: FilesystemSpace = { type: 0xef53, size: 1000, used: 600, free: 300, reserved: 100 };

const ROOT = '27 1 254:0 / / rw - ext4 /dev/vda rw';
const DATA = '40 27 254:16 / /data rw - ext4 /dev/vdb rw';

let machine: KernelFixture | undefined;
afterEach(() => machine?.[Symbol.dispose]());

function setUp(...lines: string[]) {
  const telemetry = createTestTelemetry();
  const { providers } = telemetry;
  machine = unpackKernelFixture('linux-6.18');
  const mount = (...mounts: string[]) => {
    machine?.write('proc/self/mountinfo', `${mounts.join('\n')}\n`);
  };
  mount(...lines);
  const catalog = defineCatalog({
    name: 'mounts-test',
    version: '1.0.0',
    attributes: hostAttributes,
    signals: hostSignals,
  });
  const table = createMountTable(
    {
      instruments: createInstruments(catalog, providers),
      procPath: machine.procPath,
      sysPath: machine.sysPath,
      hasKernelFiles: true,
      perCpu: false,
      reports: new KernelReports(providers),
    },
    false,
  );
  return { table, mount };
}

/** What the next collection sees. */
async function mountpoints(table: MountTable): Promise<string[]> {
  await Promise.resolve();
  return table.current().map(({ mountpoint }) => mountpoint);
}

function first(table: MountTable): MountedFilesystem {
  const [mount] = table.current();
  if (mount === undefined) throw new Error('nothing is mounted');
  return mount;
}

test('sees what is mounted later within five collections', async () => {
  const { table, mount } = setUp(ROOT);
  expect(await mountpoints(table)).toEqual(['/']);
  mount(ROOT, DATA);
  for (let count = 2; count <= 5; count += 1) expect(await mountpoints(table)).toEqual(['/']);
  expect(await mountpoints(table)).toEqual(['/', '/data']);
});

test.each([
  ['is gone', undefined],
  ['has another size', { ...SPACE, size: 2000 }],
  ['has another type', { ...SPACE, type: 1 }],
])('tells nothing of a mount that %s, and looks anew at the next collection', async (_, now) => {
  const { table, mount } = setUp(ROOT);
  const root = first(table);
  expect(table.isStill(root, SPACE)).toBe(true);
  expect(table.isStill(root, { ...SPACE, used: 700, free: 200 })).toBe(true);
  mount(ROOT, DATA);
  expect(table.isStill(root, now)).toBe(false);
  expect(await mountpoints(table)).toEqual(['/', '/data']);
});

test('takes the new size once it has looked anew', async () => {
  const { table } = setUp(ROOT);
  const grown = { ...SPACE, size: 2000 };
  const before = first(table);
  table.isStill(before, SPACE);
  expect(table.isStill(before, grown)).toBe(false);
  await Promise.resolve();
  expect(table.isStill(first(table), grown)).toBe(true);
});

test.each([
  ['ext4 on the root', [ROOT], true],
  ['ext4 below the root', [DATA, ROOT], true],
  ['XFS', ['27 1 254:0 / / rw - xfs /dev/vda rw'], false],
  ["a container's root", ['27 1 0:50 / / rw - overlay overlay rw,upperdir=/u'], false],
  ['ext4 below NFS', [DATA, '27 1 0:50 / / rw - nfs4 server:/root rw'], false],
  ['ext4 below what mounts by itself', [DATA, '27 1 0:50 / / rw - autofs auto rw'], false],
])('knows whether the kernel answers from memory: %s', (_, lines, expected) => {
  expect(first(setUp(...lines).table).answersFromMemory).toBe(expected);
});
