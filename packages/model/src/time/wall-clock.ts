import { offsetAt } from './zone-offset.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Zones are at most 14 hours ahead of UTC and, before 1900, 16 behind. */
const FARTHEST_OFFSET = 16 * HOUR;

/**
 * What a wall clock shows, as the milliseconds at which UTC shows the same. So the local time plus a day is the same time on the
 * next day, however many hours that takes. Never an instant: convert it with {@link instantsOf}.
 */
export type LocalTime = number;

/**
 * What the clocks of a zone show at an instant. Costs a fraction of a microsecond.
 *
 * @param instant - Milliseconds since the Unix epoch.
 * @throws RangeError when there is no such zone, or the instant is beyond what a `Date` can hold.
 *
 * @example
 * new Date(localTimeOf(Date.UTC(2026, 6, 1, 12), 'Europe/Madrid')).toISOString(); // '2026-07-01T14:00:00.000Z'
 */
export function localTimeOf(instant: number, timeZone: string): LocalTime {
  return instant + offsetAt(instant, timeZone);
}

/**
 * When the clocks of a zone show a local time, earliest first: once; never, when they were put forward over it; twice, when they
 * were put back.
 *
 * @throws RangeError as {@link localTimeOf}.
 */
export function instantsOf(localTime: LocalTime, timeZone: string): number[] {
  const before = offsetAt(localTime - FARTHEST_OFFSET, timeZone);
  const after = offsetAt(localTime + FARTHEST_OFFSET, timeZone);
  const candidates = new Set([localTime - before, localTime - after]);
  // Two changes within two days: the offset between them is found from beside.
  if (before !== after) {
    for (const candidate of candidates) {
      candidates.add(localTime - offsetAt(candidate, timeZone));
    }
  }
  return [...candidates]
    .filter((candidate) => localTimeOf(candidate, timeZone) === localTime)
    .toSorted((a, b) => a - b);
}

/** The hour that the clocks of a zone show, 0 to 23. @throws RangeError as {@link localTimeOf}. */
export function localHour(instant: number, timeZone: string): number {
  const sinceMidnight = localTimeOf(instant, timeZone) % DAY;
  return Math.floor((sinceMidnight < 0 ? sinceMidnight + DAY : sinceMidnight) / HOUR);
}

/**
 * How many hours a local day has: 24, mostly; 23 or 25 when the clocks change, 23.5 or 24.5 on Lord Howe Island, 0 for a day
 * that was skipped.
 *
 * @param date - As in `2026-10-25`.
 * @returns NaN when `date` is none.
 * @throws RangeError when there is no such zone.
 */
export function localDayHours(date: string, timeZone: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return Number.NaN;
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight)) return Number.NaN;
  return (firstInstantFrom(midnight + DAY, timeZone) - firstInstantFrom(midnight, timeZone)) / HOUR;
}

/**
 * The first instant at which the clocks show a local time, or have just been put forward over it.
 *
 * @throws RangeError as {@link localTimeOf}.
 */
export function firstInstantFrom(localTime: LocalTime, timeZone: string): number {
  const [first] = instantsOf(localTime, timeZone);
  if (first !== undefined) return first;
  // Within the gap local time only grows, so the change can be found by halving.
  let early = localTime - FARTHEST_OFFSET;
  let late = localTime + FARTHEST_OFFSET;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (localTimeOf(middle, timeZone) < localTime) early = middle;
    else late = middle;
  }
  return late;
}
