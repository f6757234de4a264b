import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import { parseMeminfo } from './proc-meminfo.ts';

test("reads the total and the kernel's estimate of what is available", () => {
  const recorded = kernelFile('linux-6.18', 'proc/meminfo');
  const [, total] = /MemTotal: +(\d+) kB/.exec(recorded) ?? [];
  const [, available] = /MemAvailable: +(\d+) kB/.exec(recorded) ?? [];
  expect(parseMeminfo(recorded)).toEqual({
    total: Number(total) * 1024,
    available: Number(available) * 1024,
    isEstimatedByKernel: true,
  });
});

test('adds free memory and caches, without shared memory, where the kernel does not estimate', () => {
  const text =
    'MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 20 kB\nCached: 300 kB\nShmem: 50 kB\nSReclaimable: 30 kB\n';
  expect(parseMeminfo(text)).toEqual({
    total: 1000 * 1024,
    available: 400 * 1024,
    isEstimatedByKernel: false,
  });
});

test('never finds more available than there is', () => {
  expect(parseMeminfo('MemTotal: 100 kB\nMemAvailable: 200 kB\n')?.available).toBe(100 * 1024);
});

test.each(['', 'MemTotal: 5 kB\n', 'MemFree: 5 kB\n', 'MemTotal: x kB\nMemFree: 1 kB\n'])(
  'refuses %j',
  (text) => {
    expect(parseMeminfo(text)).toBeUndefined();
  },
);
