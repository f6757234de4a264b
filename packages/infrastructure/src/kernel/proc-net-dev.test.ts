import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import { parseNetDev } from './proc-net-dev.ts';

const server = kernelFile('server', 'proc/self/net/dev');

test('reads both directions, also when the first number stands right behind the name', () => {
  expect(parseNetDev(server, (name) => name === 'eno1')).toEqual([
    {
      name: 'eno1',
      receive: { bytes: 2 ** 64, packets: 120795, errors: 3, dropped: 7 },
      transmit: { bytes: 15305808, packets: 92850, errors: 1, dropped: 2 },
    },
  ]);
});

test('skips lines with anything but numbers', () => {
  const names = parseNetDev(server, () => true)?.map(({ name }) => name);
  expect(names).toEqual(['lo', 'eno1', 'vethaa1b2c3@if2', 'cali0a1b2c3d4e5', 'docker0']);
});

test('reads the interfaces of a recorded machine', () => {
  const recorded = kernelFile('linux-6.18', 'proc/self/net/dev');
  expect(parseNetDev(recorded, () => true)?.map(({ name }) => name)).toEqual([
    'lo',
    'ifb0',
    'ifb1',
    'eth0',
  ]);
});

test('refuses what has not the headings', () => {
  expect(parseNetDev('', () => true)).toBeUndefined();
  expect(parseNetDev('eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n', () => true)).toBeUndefined();
});
