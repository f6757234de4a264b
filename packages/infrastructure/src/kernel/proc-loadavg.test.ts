import { expect, test } from 'vitest';
import { parseLoadavg, parseUptime } from './proc-loadavg.ts';

test('reads the averages over 1, 5 and 15 minutes', () => {
  expect(parseLoadavg('0.45 1.24 11.45 2/99 4670\n')).toEqual([0.45, 1.24, 11.45]);
});

test('reads the uptime', () => {
  expect(parseUptime('11763.61 9735.50\n')).toBe(11763.61);
});

test.each(['', '\n', '0.45 1.24\n', 'a b c\n', '-1 -1 -1\n', 'nan nan nan\n'])(
  'refuses %j',
  (text) => {
    expect(parseLoadavg(text)).toBeUndefined();
  },
);

test.each(['', 'up 3 days\n', '-1.0 2\n'])('refuses %j as an uptime', (text) => {
  expect(parseUptime(text)).toBeUndefined();
});
