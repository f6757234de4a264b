import type { MuteWindow } from '../../define/mute-window.ts';
import type { Rotation, Weekday } from '../../define/on-call.ts';
import type { TicketHours } from '../../define/team.ts';
import type { Span } from '../../oncall/horizon.ts';
import {
  DAY_MS,
  formatDay,
  formatTimeOfDay,
  MINUTE_MS,
  MINUTES_PER_DAY,
  WEEKDAYS,
} from '../../oncall/local-time.ts';
import { turnsBetween } from '../../oncall/turns.ts';
import type { TimeInterval, TimeIntervalPart } from './alertmanager-config.ts';

/** The hours of a mute window by the clock on the wall. Alertmanager knows no range over midnight: such a window is two. */
export function muteInterval({ name, timeZone, days, from, to }: MuteWindow): TimeInterval {
  const location = { location: timeZone };
  const hours = (start_time: string, end_time: string, on: typeof days): TimeIntervalPart => ({
    times: [{ start_time, end_time }],
    ...weekdays(on),
    ...location,
  });
  const parts =
    from < to
      ? [hours(from, to, days)]
      : [
          hours(from, '24:00', days),
          ...(to === '00:00' ? [] : [hours('00:00', to, shifted(days))]),
        ];
  return { name: muteIntervalName(name), time_intervals: parts };
}

export function muteIntervalName(window: string): string {
  return `mute/${window}`;
}

/** The hours in which tickets of a team are sent. */
export function ticketHoursInterval(team: string, hours: TicketHours): TimeInterval {
  const { timeZone, days = WEEKDAYS.slice(0, 5), from, to } = hours;
  return {
    name: ticketHoursName(team),
    time_intervals: [
      { times: [{ start_time: from, end_time: to }], ...weekdays(days), location: timeZone },
    ],
  };
}

export function ticketHoursName(team: string): string {
  return `hours/${team}`;
}

export function onCallIntervalName(rotation: string, person: string): string {
  return `oncall/${rotation}/${person}`;
}

/**
 * When each person of a rotation is on call within a horizon; those who never are, are left out. Alertmanager knows no "every second
 * week", so that the days are written out. In UTC: by the clock on the wall, an hour that a clock change repeats would belong to two
 * people.
 */
export function onCallIntervals(name: string, rotation: Rotation, horizon: Span): TimeInterval[] {
  const turns = turnsBetween(rotation, horizon.from, horizon.to);
  return rotation.people.flatMap(({ id }) => {
    const own = turns.filter(({ person }) => person === id);
    return own.length === 0
      ? []
      : [{ name: onCallIntervalName(name, id), time_intervals: datedParts(own) }];
  });
}

/** Days of one month with the same hours become one part. */
function datedParts(spans: readonly Span[]): TimeIntervalPart[] {
  const daysByHours = new Map<string, { hours: Hours; month: string; days: number[] }>();
  for (const [day, hours] of hoursByDay(spans)) {
    const month = formatDay(day).slice(0, 7);
    const key = `${month} ${JSON.stringify(hours)}`;
    const known = daysByHours.get(key);
    if (known) known.days.push(day);
    else daysByHours.set(key, { hours, month, days: [day] });
  }
  return [...daysByHours.values()].map(({ hours, month, days }) => {
    const [year = '', monthOfYear = ''] = month.split('-');
    const isWholeDay =
      hours.length === 1 && hours[0]?.from === 0 && hours[0].to === MINUTES_PER_DAY;
    return {
      ...(!isWholeDay && {
        times: hours.map(({ from, to }) => ({
          start_time: formatTimeOfDay(from),
          end_time: formatTimeOfDay(to),
        })),
      }),
      days_of_month: dayRanges(days),
      months: [String(Number(monthOfYear))],
      years: [year],
      location: 'UTC',
    };
  });
}

/** Minutes since midnight; `to` is exclusive and may be 1440. */
type Hours = readonly { readonly from: number; readonly to: number }[];

/** Spans cut at midnight UTC, by day since 1970-01-01. */
function hoursByDay(spans: readonly Span[]): Map<number, Hours> {
  const byDay = new Map<number, { from: number; to: number }[]>();
  for (const span of spans) {
    for (let day = Math.floor(span.from / DAY_MS); day * DAY_MS < span.to; day += 1) {
      const from = Math.max(0, (span.from - day * DAY_MS) / MINUTE_MS);
      const to = Math.min(MINUTES_PER_DAY, (span.to - day * DAY_MS) / MINUTE_MS);
      const hours = byDay.get(day) ?? [];
      const last = hours.at(-1);
      if (last?.to === from) last.to = to;
      else hours.push({ from, to });
      byDay.set(day, hours);
    }
  }
  return byDay;
}

/** Days of one month, ascending: `['5:11', '19']`. */
function dayRanges(days: readonly number[]): string[] {
  const ranges: { first: number; last: number }[] = [];
  for (const day of days) {
    const range = ranges.at(-1);
    if (range?.last === day - 1) range.last = day;
    else ranges.push({ first: day, last: day });
  }
  const ofMonth = (day: number): string => String(Number(formatDay(day).slice(8)));
  return ranges.map(({ first, last }) =>
    first === last ? ofMonth(first) : `${ofMonth(first)}:${ofMonth(last)}`,
  );
}

function weekdays(days: readonly Weekday[] | undefined): Pick<TimeIntervalPart, 'weekdays'> {
  return days === undefined || days.length === WEEKDAYS.length ? {} : { weekdays: days };
}

function shifted(days: readonly Weekday[] | undefined): readonly Weekday[] | undefined {
  return days?.map((day) => WEEKDAYS[(WEEKDAYS.indexOf(day) + 1) % 7] ?? day);
}
