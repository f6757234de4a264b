import { expect, test } from 'vitest';
import { addBuckets, bucketQuantile } from './bucket-quantile.ts';

const boundaries = [1, 2, 4];

test('interpolates within the bucket in which the quantile falls', () => {
  expect(bucketQuantile({ boundaries, counts: [0, 10, 0, 0] }, 0.5)).toBe(1.5);
  expect(bucketQuantile({ boundaries, counts: [10, 0, 10, 0] }, 0.75)).toBe(3);
});

test('answers with the last bound for what lies above every bound', () => {
  expect(bucketQuantile({ boundaries, counts: [0, 0, 0, 3] }, 0.95)).toBe(4);
});

test('has no answer without values', () => {
  expect(bucketQuantile({ boundaries, counts: [0, 0, 0, 0] }, 0.5)).toBeNaN();
});

test('adds up histograms of several series', () => {
  const sum = addBuckets([
    { boundaries, counts: [1, 0, 0, 2] },
    { boundaries, counts: [0, 3, 0, 1] },
  ]);
  expect(sum).toEqual({ boundaries, counts: [1, 3, 0, 3] });
});
