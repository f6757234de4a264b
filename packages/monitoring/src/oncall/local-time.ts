import { DateTime, IANAZone } from 'luxon';
import type { Weekday } from '../define/on-call.ts';
import { nextClockChange, offsetAt } from './zone-offsets.ts';

/** In the order of the week, as in ISO 8601. */
export const WEEKDAYS: readonly Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const MINUTES_PER_DAY = 1_440;

/** A minute on the wall of some place. */
export interface LocalMinute {
  /** Days since 1970-01-01. */
  readonly day: number;
  /** Minutes since midnight. */
  readonly minute: number;
}

/** `08:30` → 510; `undefined` when it is no time of day. `24:00` is the end of the day. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^(\d\d):(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  const total = hours * 60 + minutes;
  return minutes < 60 && total <= MINUTES_PER_DAY ? total : undefined;
}

/** `510` → `08:30`. */
export function formatTimeOfDay(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** `2026-01-05` → days since 1970-01-01; `undefined` when there is no such day. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const day = DateTime.fromISO(text, { zone: 'utc' });
  return day.isValid ? day.toMillis() / DAY_MS : undefined;
}

/** The inverse of {@link parseDay}. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-12-24T08:00`; `undefined` when it is none. */
export function parseLocalMinute(text: string): LocalMinute | undefined {
  const [dayText = '', timeText = '', ...rest] = text.split('T');
  const day = parseDay(dayText);
  const minute = parseTimeOfDay(timeText);
  return day === undefined || minute === undefined || rest.length > 0 ? undefined : { day, minute };
}

export function weekdayOf(day: number): Weekday {
  // 1970-01-01 was a Thursday.
  return WEEKDAYS[(((day + 3) % 7) + 7) % 7] ?? 'monday';
}

export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** What the clock on the wall shows. */
export function localMinuteAt(zone: string, instant: number): LocalMinute {
  const wall = instant + offsetAt(zone, instant);
  const day = Math.floor(wall / DAY_MS);
  return { day, minute: Math.floor((wall - day * DAY_MS) / MINUTE_MS) };
}

/**
 * The instant at which the wall clock shows a time, in milliseconds since 1970. It never runs backwards: a time that the clock
 * skips is the instant of the change, and of a time that it shows twice the first counts.
 */
export function instantOf(zone: string, { day, minute }: LocalMinute): number {
  const wall = day * DAY_MS + minute * MINUTE_MS;
  const before = offsetAt(zone, wall - DAY_MS);
  const after = offsetAt(zone, wall + DAY_MS);
  if (before === after) return wall - before;
  const early = wall - before;
  if (offsetAt(zone, early) === before) return early;
  const late = wall - after;
  if (offsetAt(zone, late) === after) return late;
  return nextClockChange(zone, late, early) ?? early;
}
