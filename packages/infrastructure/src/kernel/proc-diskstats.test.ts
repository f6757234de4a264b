import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import { parseDiskstats } from './proc-diskstats.ts';

const server = kernelFile('server', 'proc/diskstats');

test('reads bytes, operations and times of a disk', () => {
  expect(parseDiskstats(server, (name) => name === 'sda')).toEqual([
    {
      name: 'sda',
      read: { bytes: 9123456 * 512, operations: 120934, operationTime: 81.234 },
      write: { bytes: 7712345 * 512, operations: 50123, operationTime: 91.234 },
      ioTime: 61.234,
    },
  ]);
});

test('reads the 14 fields of older kernels and names with slashes', () => {
  const [disk] = parseDiskstats(server, (name) => name.startsWith('cciss')) ?? [];
  expect(disk).toMatchObject({ name: 'cciss/c0d0', write: { bytes: 160 * 512 }, ioTime: 0.014 });
});

test('skips lines that are cut short or no lines of the kernel', () => {
  const names = parseDiskstats(server, () => true)?.map(({ name }) => name);
  expect(names).toContain('nvme0n1p1');
  expect(names).not.toContain('sdb');
  expect(names).toHaveLength(10);
});

test('finds none on a machine without disks, and refuses what is no table', () => {
  expect(parseDiskstats('', () => true)).toEqual([]);
  expect(parseDiskstats(server, () => false)).toEqual([]);
  expect(parseDiskstats('<html>\n<body>no such page</body>\n', () => true)).toBeUndefined();
});
