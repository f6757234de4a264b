import type { Severity } from '../alert-source.ts';
import { parseDurationSeconds } from '../duration.ts';

/** A speed at which an error budget is spent, seen over two windows: the long one proves that it matters, the short one that it goes on. */
export interface BurnWindow {
  readonly long: string;
  readonly short: string;
  /** Share of the whole budget that is gone once the long window has burned at the limit. */
  readonly budgetShare: number;
  readonly severity: Severity;
}

/**
 * As the SRE workbook has them. Over 30 days they make the factors 14.4, 6, 3 and 1: two hundredths of the budget in an hour and five
 * in six hours are worth waking somebody; a tenth in a day or in three is worth a look in working hours.
 */
export const BURN_WINDOWS: readonly BurnWindow[] = [
  { long: '1h', short: '5m', budgetShare: 0.02, severity: 'page' },
  { long: '6h', short: '30m', budgetShare: 0.05, severity: 'page' },
  { long: '1d', short: '2h', budgetShare: 0.1, severity: 'ticket' },
  { long: '3d', short: '6h', budgetShare: 0.1, severity: 'ticket' },
];

/** Days of the period of an SLO that names none. */
export const DEFAULT_PERIOD_DAYS = 30;

/** Events of an SLO that names no minimum. */
export const DEFAULT_MIN_EVENTS = 10;

/**
 * How many times faster than allowed the budget may be spent: budget share × period ÷ window. At least 1, since a slower burn
 * leaves a rest at the end of the period; short periods would ask for less.
 */
export function burnFactor({ long, budgetShare }: BurnWindow, periodDays: number): number {
  const share = (budgetShare * periodDays * 86_400) / (parseDurationSeconds(long) ?? Number.NaN);
  return Math.max(1, Number(share.toPrecision(6)));
}

/** How fast an SLO burns when nothing is good. */
export function maxBurn(objective: number): number {
  return 1 / budgetOf(objective);
}

/** 0.999 → 0.001, without what doubles add. */
export function budgetOf(objective: number): number {
  return Number((1 - objective).toPrecision(12));
}
