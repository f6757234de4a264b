import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDurationSeconds } from '../duration.ts';
import { BURN_WINDOWS, budgetOf, burnFactor, maxBurn } from './burn-windows.ts';

const factors = (days: number) => BURN_WINDOWS.map((window) => burnFactor(window, days));

test('a month has the factors of the SRE workbook', () => {
  expect(factors(30)).toEqual([14.4, 6, 3, 1]);
});

test('shorter periods ask for less, and never for a burn that leaves a rest', () => {
  expect(factors(28)).toEqual([13.44, 5.6, 2.8, 1]);
  expect(factors(7)).toEqual([3.36, 1.4, 1, 1]);
});

test('a budget has no digits that doubles add', () => {
  expect([0.999, 0.9995, 0.99, 0.9].map(budgetOf)).toEqual([0.001, 0.0005, 0.01, 0.1]);
});

const objective = fc.double({ min: 0.5, max: 0.99999, noNaN: true });
const window = fc.constantFrom(...BURN_WINDOWS);
const period = fc.constantFrom(7, 28, 30);

test('burning at the limit for the long window costs the share of the budget, or what the window has of the period', () => {
  fc.assert(
    fc.property(window, period, (pair, days) => {
      const seconds = parseDurationSeconds(pair.long) ?? 0;
      const share = (burnFactor(pair, days) * seconds) / (days * 86_400);
      expect(share).toBeCloseTo(Math.max(pair.budgetShare, seconds / (days * 86_400)), 6);
    }),
  );
});

test('nothing burns faster than when everything is bad', () => {
  fc.assert(
    fc.property(objective, fc.double({ min: 0, max: 1, noNaN: true }), (goal, errorRatio) => {
      expect(errorRatio / budgetOf(goal)).toBeLessThanOrEqual(maxBurn(goal) * (1 + 1e-9));
    }),
  );
});
