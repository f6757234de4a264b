import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import { parseSwaps, parseVmstat } from './proc-paging.ts';

test('reads faults and swapped pages, not fields whose names only begin or end alike', () => {
  const recorded = kernelFile('linux-6.18', 'proc/vmstat');
  const count = (key: string) => Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(recorded)?.[1]);
  expect(parseVmstat(recorded)).toEqual({
    faults: count('pgfault'),
    majorFaults: count('pgmajfault'),
    pagesIn: count('pswpin'),
    pagesOut: count('pswpout'),
  });
});

test('leaves out what a kernel without swap does not count', () => {
  expect(parseVmstat('nr_free_pages 1\npgfault 7\npgmajfault 2\n')).toEqual({
    faults: 7,
    majorFaults: 2,
    pagesIn: undefined,
    pagesOut: undefined,
  });
  expect(parseVmstat('nr_free_pages 1\n')).toBeUndefined();
});

test('reads swap space by device and file', () => {
  expect(parseSwaps(kernelFile('server', 'proc/swaps'))).toEqual([
    { device: '/dev/dm-1', size: 8388604 * 1024, used: 1048576 * 1024 },
    { device: '/swap file', size: 1048572 * 1024, used: 0 },
  ]);
});

test('finds no swap space where there is only the heading, and no table where there is none', () => {
  expect(parseSwaps(kernelFile('linux-6.18', 'proc/swaps'))).toEqual([]);
  expect(parseSwaps('')).toBeUndefined();
  expect(parseSwaps('/dev/sda1 partition 1 2 3\n')).toBeUndefined();
});
