import { expect, test } from 'vitest';
import { bound } from './shapes.ts';

test('a bound is found however the scrape spelt it', () => {
  expect(bound(0.25)).toBe('le="0.25"');
  expect(bound(1)).toBe(String.raw`le=~"1|1\\.0"`);
  expect(bound(0.0001)).toBe('le="0.0001"');
  expect(bound(0.00001)).toBe(String.raw`le=~"0\\.00001|1e-05"`);
});
