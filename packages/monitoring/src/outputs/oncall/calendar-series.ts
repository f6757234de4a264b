import type { Rotation, Shift } from '../../define/on-call.ts';
import {
  DAY_MS,
  MINUTE_MS,
  MINUTES_PER_DAY,
  parseDay,
  weekdayOf,
  WEEKDAYS,
} from '../../oncall/local-time.ts';
import { offsetAt } from '../../oncall/zone-offsets.ts';
import { overrideSpans } from '../../oncall/turns.ts';
import { shiftTimes, watchOn, type Watch } from '../../oncall/watches.ts';

/** A part of a rotation that repeats by one rule of iCalendar. */
export interface Series {
  /** Unique in the rotation, and the same for ever: `shift-1-turn-2`. */
  readonly id: string;
  readonly person: string;
  /** The first time that the rule describes without an exception. */
  readonly from: number;
  readonly to: number;
  /** Without `RRULE:`. */
  readonly rule: string;
  /** Local beginnings that are not as the rule says, as if they were UTC. */
  readonly exceptions: readonly number[];
}

/** Time of one person that no rule describes. */
export interface SingleWatch {
  readonly person: string;
  readonly from: number;
  readonly to: number;
}

export interface CalendarPlan {
  readonly series: readonly Series[];
  readonly singles: readonly SingleWatch[];
}

/** A clock change this near makes a watch an exception: no zone moves its clock further. */
const NEAR_MS = 3 * 60 * MINUTE_MS;

/**
 * A rotation as rules and exceptions, until a horizon. Calendars disagree on how long an event is in whose time the clock changes, and
 * on repeated hours; such watches are taken out of the rule and written down as instants, and so are those in which somebody stands in.
 *
 * @param singlesOf - What becomes of a watch that is taken out: who is on call in it.
 */
export function planCalendar(
  rotation: Rotation,
  horizon: number,
  singlesOf: (from: number, to: number) => readonly SingleWatch[],
): CalendarPlan {
  const overrides = overrideSpans(rotation);
  const isException = ({ from, to }: Watch): boolean =>
    overrides.some((override) => override.from < to && override.to > from) ||
    hasClockChange(rotation.timeZone, from - NEAR_MS, to + NEAR_MS);
  const series: Series[] = [];
  const exceptions: Watch[] = [];
  for (const [index, shift] of rotation.shifts.entries()) {
    for (const pattern of patternsOf(rotation, shift)) {
      const watches = pattern
        .days(horizon)
        .flatMap((day) => longWatch(rotation, shift, day, pattern.lengthDays) ?? []);
      const first = watches.find((watch) => !isException(watch));
      const unlike = watches.filter(isException);
      exceptions.push(...unlike);
      if (first === undefined) continue;
      series.push({
        id: `shift-${index + 1}-${pattern.id}`,
        person: first.person,
        from: first.from,
        to: first.to,
        rule: pattern.rule,
        exceptions: unlike
          // What lies before the first is not described by the rule either.
          .filter(({ day }) => day > first.day)
          .map(({ day }) => day * DAY_MS + shiftTimes(shift).from * MINUTE_MS),
      });
    }
  }
  const singles = exceptions.flatMap(({ from, to }) => singlesOf(from, to));
  return { series, singles: singles.toSorted((a, b) => a.from - b.from) };
}

interface Pattern {
  readonly id: string;
  readonly rule: string;
  /** Days that follow each other without a break and are one event. */
  readonly lengthDays: number;
  /** Local days on which a watch begins, until a horizon. */
  days(horizon: number): readonly number[];
}

/**
 * One pattern for each turn of each person when it goes through without a break, else for each day of it. By days, not by weeks with
 * BYDAY: then no calendar must know on which day the weeks of the rotation begin.
 */
function patternsOf(rotation: Rotation, shift: Shift): Pattern[] {
  const start = parseDay(rotation.start) ?? 0;
  const { days, turnDays, lengthMinutes } = shiftTimes(shift);
  const isEveryDay = days.size === WEEKDAYS.length;
  const lengthDays = isEveryDay && lengthMinutes === MINUTES_PER_DAY ? turnDays : 1;
  const period = turnDays * shift.people.length;
  const isWeekly = period % 7 === 0;
  const byDay = [...days].map((day) => day.slice(0, 2).toUpperCase()).join(',');
  const rule = isWeekly
    ? `FREQ=WEEKLY;INTERVAL=${period / 7}`
    : `FREQ=DAILY;INTERVAL=${period}${isEveryDay ? '' : `;BYDAY=${byDay}`}`;
  const offsets = Array.from({ length: period / lengthDays }, (_, index) => index * lengthDays);
  return offsets
    .filter((offset) => !isWeekly || days.has(weekdayOf(start + offset)))
    .map((offset) => ({
      id: `turn-${Math.floor(offset / turnDays) + 1}-day-${(offset % turnDays) + 1}`,
      rule,
      lengthDays,
      days: (horizon) => {
        const found: number[] = [];
        for (let day = start + offset; day * DAY_MS < horizon; day += period) found.push(day);
        return found;
      },
    }));
}

/** Watches of days that follow each other, as one. */
function longWatch(
  rotation: Rotation,
  shift: Shift,
  day: number,
  lengthDays: number,
): Watch | undefined {
  const first = watchOn(rotation, shift, day);
  const last = watchOn(rotation, shift, day + lengthDays - 1);
  return first && last && { ...first, to: last.to };
}

function hasClockChange(zone: string, from: number, to: number): boolean {
  const offset = offsetAt(zone, from);
  for (let at = from; at < to; at += NEAR_MS) {
    if (offsetAt(zone, at) !== offset) return true;
  }
  return offsetAt(zone, to) !== offset;
}
