import { expect, test } from 'vitest';
import { kernelFile } from '../fixtures/kernel-fixture.ts';
import { parseProcStat } from './proc-stat.ts';

const recorded = kernelFile('linux-6.18', 'proc/stat');

test('reads seconds by mode; interrupts are hard and soft ones', () => {
  const line = 'cpu  1023568 29877 240642 973550 11074 3 19446 59202 7 5\ncpu0 1 1 1 1\n';
  expect(parseProcStat(line, false)?.all).toEqual({
    user: 10235.68,
    nice: 298.77,
    system: 2406.42,
    idle: 9735.5,
    iowait: 110.74,
    interrupt: 194.49,
    steal: 592.02,
  });
});

test('counts the CPUs that are online and reads them one by one when asked', () => {
  expect(parseProcStat(recorded, false)).toMatchObject({ count: 2, each: new Map() });
  const { all, each } = parseProcStat(recorded, true) ?? {};
  expect([...(each?.keys() ?? [])]).toEqual([0, 1]);
  const sum = (each?.get(0)?.user ?? 0) + (each?.get(1)?.user ?? 0);
  // The kernel rounds each line by itself.
  expect(Math.abs(sum - (all?.user ?? 0))).toBeLessThanOrEqual(0.02);
});

test('keeps the numbers of CPUs when one in between is offline', () => {
  const stat = parseProcStat('cpu  9 9 9 9\ncpu0 1 1 1 1\ncpu2 2 2 2 2\n', true);
  expect([...(stat?.each.keys() ?? [])]).toEqual([0, 2]);
});

test('leaves out modes that the kernel does not count', () => {
  expect(parseProcStat('cpu  100 200 300 400\nbtime 1\n', false)?.all).toEqual({
    user: 1,
    nice: 2,
    system: 3,
    idle: 4,
  });
});

test.each(['', '\n', 'intr 1 2 3\n', 'cpu\n', 'cpu  1 2\n', 'cpu  a b c d\n', 'cpu0 1 2 3 4\n'])(
  'refuses %j',
  (text) => {
    expect(parseProcStat(text, true)).toBeUndefined();
  },
);
