import { DateTime } from 'luxon';
import type { Rotation, Shift } from '../../define/on-call.ts';
import {
  formatTimeOfDay,
  instantOf,
  MINUTES_PER_DAY,
  parseDay,
  WEEKDAYS,
} from '../../oncall/local-time.ts';
import { overrideSpans } from '../../oncall/turns.ts';
import { shiftTimes } from '../../oncall/watches.ts';

/** One layer of a schedule, in PagerDuty's words. Times are ISO 8601 with the offset of their zone. */
export interface Layer {
  readonly name: string;
  readonly start: string;
  readonly end?: string;
  /** From here turns are counted. */
  readonly rotationVirtualStart: string;
  readonly rotationTurnLengthSeconds: number;
  /** Ids of people. */
  readonly users: readonly string[];
  /** None: at all hours. */
  readonly restrictions: readonly Restriction[];
}

export interface Restriction {
  readonly type: 'daily_restriction' | 'weekly_restriction';
  /** `20:00:00` */
  readonly startTimeOfDay: string;
  readonly durationSeconds: number;
  /** 1 is Monday. */
  readonly startDayOfWeek?: number;
}

const DAY_SECONDS = 86_400;

/**
 * A rotation as layers that never overlap: which of two layers wins has changed between versions of PagerDuty's provider. So the layers
 * of the shifts end where somebody stands in, and begin again after. Overrides that ended before an instant are left out.
 */
export function scheduleLayers(rotation: Rotation, since: number): Layer[] {
  const overrides = overrideSpans(rotation)
    .filter(({ to }) => to > since)
    .toSorted((a, b) => a.from - b.from);
  const begin = instantOf(rotation.timeZone, { day: parseDay(rotation.start) ?? 0, minute: 0 });
  const ends = [...overrides.map(({ from }) => from), undefined];
  const starts = [begin, ...overrides.map(({ to }) => to)];
  const iso = (instant: number): string => formatInstant(rotation.timeZone, instant);
  return [
    ...starts.flatMap((start, index) => {
      const end = ends[index];
      return rotation.shifts.flatMap((shift, place) => {
        // A night shift begins in the evening of the first day: the hours before are nobody's.
        const from = Math.max(start, firstInstant(rotation, shift));
        if (end !== undefined && from >= end) return [];
        const { turnDays } = shiftTimes(shift);
        return {
          name: `Shift ${place + 1}${index === 0 ? '' : `, part ${index + 1}`}`,
          start: iso(from),
          ...(end !== undefined && { end: iso(end) }),
          rotationVirtualStart: iso(firstInstant(rotation, shift)),
          rotationTurnLengthSeconds: turnDays * DAY_SECONDS,
          users: shift.people,
          restrictions: restrictionsOf(shift),
        };
      });
    }),
    ...overrides.map(({ person, from, to }) => ({
      name: `${person} stands in`,
      start: iso(from),
      end: iso(to),
      rotationVirtualStart: iso(from),
      rotationTurnLengthSeconds: 7 * DAY_SECONDS,
      users: [person],
      restrictions: [],
    })),
  ];
}

function firstInstant(rotation: Rotation, shift: Shift): number {
  const day = parseDay(rotation.start) ?? 0;
  return instantOf(rotation.timeZone, { day, minute: shiftTimes(shift).from });
}

function restrictionsOf(shift: Shift): Restriction[] {
  const { from, lengthMinutes, days } = shiftTimes(shift);
  const hours = {
    startTimeOfDay: `${formatTimeOfDay(from)}:00`,
    durationSeconds: lengthMinutes * 60,
  };
  if (days.size === WEEKDAYS.length) {
    return lengthMinutes === MINUTES_PER_DAY ? [] : [{ type: 'daily_restriction', ...hours }];
  }
  return WEEKDAYS.flatMap((day, index) =>
    days.has(day)
      ? [{ type: 'weekly_restriction' as const, ...hours, startDayOfWeek: index + 1 }]
      : [],
  );
}

function formatInstant(zone: string, instant: number): string {
  return DateTime.fromMillis(instant, { zone }).toISO({ suppressMilliseconds: true }) ?? '';
}
