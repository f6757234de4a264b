import { DateTime } from 'luxon';

/** A span of instants, in milliseconds since 1970; `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * How far ahead dated things are written out: the quarter of a day and the next, in UTC. By quarters, so that the files that are
 * checked in do not change from day to day, yet never end in less than three months.
 *
 * @param today - `2026-11-22`
 */
export function horizonOf(today: string): Span {
  const from = DateTime.fromISO(today, { zone: 'utc' }).startOf('quarter');
  return { from: from.toMillis(), to: from.plus({ quarters: 2 }).toMillis() };
}

/** For exceptions in calendars, which people keep longer: until the end of the next year. */
export function calendarHorizonOf(today: string): number {
  return DateTime.fromISO(today, { zone: 'utc' }).startOf('year').plus({ years: 2 }).toMillis();
}
