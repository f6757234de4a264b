import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countAt,
  countsAt,
  keyedCount,
  parseCount,
  parseDecimal,
  unescapeOctal,
} from './parse-count.ts';

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

test('reads the numbers of one line', () => {
  expect(countsAt('cpu  1\t22   333 \n4', 3)).toEqual([1, 22, 333]);
  expect(countsAt('eth0:5 6', 5)).toEqual([5, 6]);
  expect(countsAt('', 0)).toEqual([]);
});

test('reads as many numbers as come before the first word that is none', () => {
  const blank = fc.stringMatching(/^[ \t]{1,3}$/);
  const word = fc.oneof(
    fc.bigInt(0n, 2n ** 64n).map(String),
    fc.stringMatching(/^[-0-9a.]{1,22}$/),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(blank, word)), (line) => {
      const expected = line.map(([, each]) => parseCount(each));
      const end = expected.indexOf(undefined);
      const text = line.flat().join('');
      expect(countsAt(`${text}\n7`, 0)).toEqual(end === -1 ? expected : expected.slice(0, end));
    }),
  );
});
