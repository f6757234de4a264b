import { expect, test } from 'vitest';
import { isInRange } from './version-range.ts';

test.each([
  ['v22.15.0', '>=22.15.0', true],
  ['v22.14.9', '>=22.15.0', false],
  ['v24.0.0', '>=22.15.0', true],
  ['1.10.0', '>=1.10.0 <1.11.0', true],
  ['1.10.7', '>=1.10.0 <1.11.0', true],
  ['1.11.0', '>=1.10.0 <1.11.0', false],
  ['1.9.0', '>=1.10.0 <1.11.0', false],
  ['0.82.0', '0.82.0', true],
  ['0.82.1', '0.82.0', false],
  ['25.0.0-nightly20260101', '>=25.0.0', false],
])('says of %s in %s: %s', (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});
