import { expect, test } from 'vitest';
import { SeriesIndex } from './series-index.ts';

test('finds what was stored for exactly these attributes', () => {
  const index = new SeriesIndex<string>(10);
  index.store(
    [
      ['a', 1],
      ['b', 'x'],
    ],
    'a1bx',
  );
  index.store([['a', 1]], 'a1');
  index.store([], 'none');
  expect(index.find({ a: 1, b: 'x' })).toBe('a1bx');
  expect(index.find({ a: 1 })).toBe('a1');
  expect(index.find({})).toBe('none');
  expect(index.find({ a: 1, b: undefined })).toBe('a1');
});

test('finds nothing for other values, more attributes or fewer', () => {
  const index = new SeriesIndex<string>(10);
  index.store(
    [
      ['a', 1],
      ['b', 'x'],
    ],
    'a1bx',
  );
  const others = [{}, { a: 1 }, { a: '1', b: 'x' }, { a: 1, b: 'x', c: 1 }, { b: 'x' }, { c: 1 }];
  expect(others.map((attributes) => index.find(attributes))).toEqual(others.map(() => undefined));
});

test('keeps orders of keys apart: each is stored on its own', () => {
  const index = new SeriesIndex<string>(10);
  index.store(
    [
      ['a', 1],
      ['b', 2],
    ],
    'ab',
  );
  index.store(
    [
      ['b', 2],
      ['a', 1],
    ],
    'ba',
  );
  expect([index.find({ a: 1, b: 2 }), index.find({ b: 2, a: 1 })]).toEqual(['ab', 'ba']);
});

test('stores no more than it may, so that callers cannot make it grow', () => {
  const index = new SeriesIndex<string>(2);
  for (const value of [1, 2, 3]) index.store([['a', value]], `a${value}`);
  expect([1, 2, 3].map((value) => index.find({ a: value }))).toEqual(['a1', 'a2', undefined]);
});

test('starts anew when cleared', () => {
  const index = new SeriesIndex<string>(1);
  index.store([['a', 1]], 'before');
  index.clear();
  index.store([['a', 2]], 'after');
  expect([index.find({ a: 1 }), index.find({ a: 2 })]).toEqual([undefined, 'after']);
});
