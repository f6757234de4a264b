import { expect, test } from 'vitest';
import { countAt, keyedCount, parseCount, parseDecimal, unescapeOctal } from './parse-count.ts';

test.each([
  ['0', 0],
  ['12', 12],
  ['18446744073709551615', 2 ** 64],
  ['', undefined],
  ['-5', undefined],
  ['+5', undefined],
  ['1.5', undefined],
  ['12abc', undefined],
  ['0x10', undefined],
  ['1e9', undefined],
  ['max', undefined],
  ['NaN', undefined],
  ['184467440737095516150', undefined],
])('reads the word %j as the count %j', (word, count) => {
  expect(parseCount(word)).toBe(count);
});

test.each([
  ['0.45', 0.45],
  ['12775.88', 12775.88],
  ['3', 3],
  ['-0.1', undefined],
  ['1,5', undefined],
  ['nan', undefined],
  ['', undefined],
])('reads the word %j as the decimal %j', (word, value) => {
  expect(parseDecimal(word)).toBe(value);
});

test('finds the line of a key, not one that begins or ends with it', () => {
  const text =
    'workingset_rss 1\nrss_huge 2\nrss 3\nMemTotal:    4 kB\noom_kill_disable 5\noom_kill 6\n';
  expect(['rss', 'MemTotal', 'oom_kill', 'kill'].map((key) => keyedCount(text, key))).toEqual([
    3,
    4,
    6,
    undefined,
  ]);
});

test('skips blanks before a number and stops at the end of the line', () => {
  expect(countAt('a \t 12\n34', 1)).toBe(12);
  expect(keyedCount('a \n34', 'a')).toBeUndefined();
});

test('turns octal escapes of blanks and backslashes back, and leaves everything else', () => {
  expect(unescapeOctal(String.raw`/mnt/my\040disk\134x\011\012`)).toBe('/mnt/my disk\\x\t\n');
  expect(unescapeOctal(String.raw`/a\9\04z`)).toBe(String.raw`/a\9\04z`);
});
