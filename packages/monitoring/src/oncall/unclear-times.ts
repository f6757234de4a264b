import type { Rotation } from '../define/on-call.ts';
import {
  DAY_MS,
  formatDay,
  formatTimeOfDay,
  MINUTE_MS,
  MINUTES_PER_DAY,
  parseLocalMinute,
  weekdayOf,
  type LocalMinute,
} from './local-time.ts';
import { nextClockChange, offsetAt } from './zone-offsets.ts';
import { shiftTimes } from './watches.ts';

/** A handover at a time that the clock skips or shows twice, which calendars and pagers understand differently. */
export interface UnclearTime {
  /** `shifts/0` or `overrides/2`. */
  readonly place: string;
  /** `02:30 on 2027-03-28`. */
  readonly time: string;
  readonly kind: 'skipped' | 'shown twice';
}

/** Wall clock, in milliseconds as if it were UTC; `to` is exclusive. */
interface UnclearSpan {
  readonly kind: UnclearTime['kind'];
  readonly from: number;
  readonly to: number;
}

/** Every handover of a span of instants that is no clear instant: one for each shift and time, the first. */
export function unclearTimes(rotation: Rotation, from: number, to: number): UnclearTime[] {
  const spans = unclearSpans(rotation.timeZone, from, to);
  return [...unclearShiftTimes(rotation, spans), ...unclearOverrideTimes(rotation)];
}

function unclearShiftTimes(rotation: Rotation, spans: readonly UnclearSpan[]): UnclearTime[] {
  return rotation.shifts.flatMap((shift, index) => {
    const { from, to, lengthMinutes, days } = shiftTimes(shift);
    const endsNextDay = from + lengthMinutes >= MINUTES_PER_DAY;
    const handovers = [
      { minute: from, isOn: (day: number) => days.has(weekdayOf(day)) },
      { minute: to, isOn: (day: number) => days.has(weekdayOf(day - (endsNextDay ? 1 : 0))) },
    ].slice(0, from === to ? 1 : 2);
    return handovers.flatMap(({ minute, isOn }) => {
      for (const span of spans) {
        const day = Math.floor(span.from / DAY_MS);
        const found = [day, day + 1].find((on) => isOn(on) && isWithin({ day: on, minute }, span));
        if (found !== undefined) {
          return [toUnclearTime(`shifts/${index}`, { day: found, minute }, span)];
        }
      }
      return [];
    });
  });
}

function unclearOverrideTimes({ overrides = [], timeZone }: Rotation): UnclearTime[] {
  return overrides.flatMap((override, index) =>
    [override.from, override.to].flatMap((text) => {
      const local = parseLocalMinute(text);
      if (local === undefined) return [];
      const near = local.day * DAY_MS;
      const span = unclearSpans(timeZone, near - 2 * DAY_MS, near + 3 * DAY_MS).find((candidate) =>
        isWithin(local, candidate),
      );
      return span ? [toUnclearTime(`overrides/${index}`, local, span)] : [];
    }),
  );
}

function unclearSpans(zone: string, from: number, to: number): UnclearSpan[] {
  const spans: UnclearSpan[] = [];
  for (
    let change = nextClockChange(zone, from, to);
    change !== undefined;
    change = nextClockChange(zone, change, to)
  ) {
    const before = change + offsetAt(zone, change - MINUTE_MS);
    const after = change + offsetAt(zone, change);
    // The start of a gap is clear: it is the instant of the change, however one reads it.
    spans.push(
      after > before
        ? { kind: 'skipped', from: before + MINUTE_MS, to: after }
        : { kind: 'shown twice', from: after, to: before },
    );
  }
  return spans;
}

function isWithin({ day, minute }: LocalMinute, { from, to }: UnclearSpan): boolean {
  const wall = day * DAY_MS + minute * MINUTE_MS;
  return wall >= from && wall < to;
}

function toUnclearTime(place: string, local: LocalMinute, { kind }: UnclearSpan): UnclearTime {
  return { place, time: `${formatTimeOfDay(local.minute)} on ${formatDay(local.day)}`, kind };
}
