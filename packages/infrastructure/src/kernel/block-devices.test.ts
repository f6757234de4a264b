import { expect, test } from 'vitest';
import { unpackKernelFixture } from '../fixtures/kernel-fixture.ts';
import { BlockDevices } from './block-devices.ts';

test('tells disks from partitions and from what is built on or looks like them', () => {
  using server = unpackKernelFixture('server');
  const devices = new BlockDevices(server.sysPath);
  const are = (names: string) => names.split(' ').map((name) => devices.isDisk(name));
  // NVMe with several paths is listed as virtual; Xen's xvda1 may be a whole disk.
  expect(are('sda sdb nvme0n1 xvda1 cciss/c0d0')).toEqual([true, true, true, true, true]);
  expect(are('sda1 nvme0n1p1 dm-0 md0 loop0 sr0 ../../etc')).toEqual(Array(7).fill(false));
});

test('goes by names where /sys is not to be seen', () => {
  const devices = new BlockDevices('/nonexistent');
  const are = (names: string) => names.split(' ').map((name) => devices.isDisk(name));
  expect(are('sda vdb xvda nvme0n1 mmcblk0 nbd0 rbd0')).toEqual(Array(7).fill(true));
  expect(are('sda1 vdb12 xvda1 nvme0n1p1 mmcblk0p2 nbd0p1')).toEqual(Array(6).fill(false));
  expect(are('dm-0 md127 loop7 ram0 zram0 sr0 fd0')).toEqual(Array(7).fill(false));
});

test('names disks by their numbers, and keeps the numbers where /sys does not know them', () => {
  using service = unpackKernelFixture('cgroup-v2-systemd');
  const devices = new BlockDevices(service.sysPath);
  expect(['8:0', '8:16', '253:0', '7:1', '99:9'].map((each) => devices.diskName(each))).toEqual([
    'sda',
    'sdb',
    undefined,
    undefined,
    '99:9',
  ]);
});

test('asks once per device', () => {
  using server = unpackKernelFixture('server');
  const devices = new BlockDevices(server.sysPath);
  expect(devices.isDisk('sda')).toBe(true);
  server.remove('sys/block/sda');
  expect(devices.isDisk('sda')).toBe(true);
  expect(new BlockDevices(server.sysPath).isDisk('sda')).toBe(false);
});

test('survives names that no file can have', () => {
  const devices = new BlockDevices('/sys');
  expect(() => devices.isDisk('a\0b')).not.toThrow();
  expect(() => devices.diskName('..\0')).not.toThrow();
});
