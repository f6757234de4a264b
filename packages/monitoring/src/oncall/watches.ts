import type { Rotation, Shift } from '../define/on-call.ts';
import {
  instantOf,
  localMinuteAt,
  MINUTES_PER_DAY,
  parseDay,
  parseTimeOfDay,
  WEEKDAYS,
  weekdayOf,
} from './local-time.ts';

/** A shift on one day, before anybody stands in. Instants are milliseconds since 1970; `to` is exclusive. */
export interface Watch {
  readonly person: string;
  /** Local day on which it begins, as days since 1970-01-01. */
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

/** The times of a shift with every default filled in. */
export interface ShiftTimes {
  /** Minutes since midnight. */
  readonly from: number;
  readonly to: number;
  /** Minutes that the clock on the wall goes on: 1 to 1440. */
  readonly lengthMinutes: number;
  readonly days: ReadonlySet<string>;
  readonly turnDays: number;
}

/** Reads a shift of a valid rotation. */
export function shiftTimes(shift: Shift): ShiftTimes {
  const from = parseTimeOfDay(shift.from ?? '00:00') ?? 0;
  // `24:00` is the midnight that `00:00` means, too.
  const to = (parseTimeOfDay(shift.to ?? '00:00') ?? 0) % MINUTES_PER_DAY;
  const turn = shift.turn ?? { weeks: 1 };
  return {
    from,
    to,
    lengthMinutes: to > from ? to - from : to - from + MINUTES_PER_DAY,
    days: new Set(shift.days ?? WEEKDAYS),
    turnDays: 'weeks' in turn ? turn.weeks * 7 : turn.days,
  };
}

/** The place in `people` whose turn it is on a day. Days are counted by the calendar, so that a clock change moves nobody's turn. */
export function slotOn(shift: Shift, turnDays: number, start: number, day: number): number {
  return Math.floor((day - start) / turnDays) % shift.people.length;
}

/** The watch that begins on a day, if one does. */
export function watchOn(rotation: Rotation, shift: Shift, day: number): Watch | undefined {
  const start = parseDay(rotation.start) ?? 0;
  const { from, lengthMinutes, days, turnDays } = shiftTimes(shift);
  if (day < start || !days.has(weekdayOf(day))) return undefined;
  const person = shift.people[slotOn(shift, turnDays, start, day)];
  if (person === undefined) return undefined;
  const end = from + lengthMinutes;
  return {
    person,
    day,
    from: instantOf(rotation.timeZone, { day, minute: from }),
    to: instantOf(rotation.timeZone, {
      day: day + Math.floor(end / MINUTES_PER_DAY),
      minute: end % MINUTES_PER_DAY,
    }),
  };
}

/** All watches of one shift that touch a span, in order. */
export function watchesOf(rotation: Rotation, shift: Shift, from: number, to: number): Watch[] {
  const first = localMinuteAt(rotation.timeZone, from).day - 2;
  const last = localMinuteAt(rotation.timeZone, to).day;
  const watches: Watch[] = [];
  for (let day = first; day <= last; day += 1) {
    const watch = watchOn(rotation, shift, day);
    if (watch && watch.from < to && watch.to > from && watch.from < watch.to) watches.push(watch);
  }
  return watches;
}
