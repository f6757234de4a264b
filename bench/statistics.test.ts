import { describe, expect, it } from 'vitest';
import { createRandom, quantile, shuffle, toSpread } from './statistics.ts';

describe('bench statistics', () => {
  it('interpolates quantiles and does not change its input', () => {
    const values = [4, 1, 3, 2];
    expect(quantile(values, 0.5)).toBe(2.5);
    expect(quantile(values, 1)).toBe(4);
    expect(values).toEqual([4, 1, 3, 2]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('gives the median and the middle half', () => {
    expect(toSpread([1, 2, 3, 4, 5])).toEqual({ median: 3, low: 2, high: 4, count: 5 });
  });

  it('repeats its order for the same seed and loses nothing', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const first = shuffle(items, createRandom(7));
    expect(shuffle(items, createRandom(7))).toEqual(first);
    expect(shuffle(items, createRandom(8))).not.toEqual(first);
    expect(first.toSorted((a, b) => a - b)).toEqual(items);
  });
});
