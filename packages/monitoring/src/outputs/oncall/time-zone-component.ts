import { DateTime } from 'luxon';
import { DAY_MS, MINUTE_MS, weekdayOf } from '../../oncall/local-time.ts';
import { nextClockChange, offsetAt } from '../../oncall/zone-offsets.ts';

interface ClockChange {
  /** Wall clock just before it, as if it were UTC: that is how iCalendar writes it. */
  readonly wall: number;
  readonly before: number;
  readonly after: number;
  readonly isDaylight: boolean;
}

/**
 * A time zone for calendars that do not know it by name: its clock changes from one instant to another. Changes that follow the rule
 * of our days (the last Sunday of March) are written as the rule, so that calendars go on; others, such as those around Ramadan, day by
 * day.
 */
export function timeZoneComponent(zone: string, from: number, to: number): string {
  const changes = clockChanges(zone, from, to);
  const kinds = new Map<string, ClockChange[]>();
  for (const change of changes) {
    const kind = `${change.before} ${change.after}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), change]);
  }
  const parts =
    changes.length === 0
      ? [observance(fixed(zone, from), [])]
      : [...kinds.values()].flatMap((same) => {
          const [first] = same;
          return first ? [observance(first, recurrence(same))] : [];
        });
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...parts.flat(), 'END:VTIMEZONE'].join('\r\n');
}

function clockChanges(zone: string, from: number, to: number): ClockChange[] {
  const changes: ClockChange[] = [];
  let change = nextClockChange(zone, from, to);
  while (change !== undefined) {
    const [before, after] = [offsetAt(zone, change - MINUTE_MS), offsetAt(zone, change)];
    const isDaylight = DateTime.fromMillis(change, { zone }).isInDST;
    changes.push({ wall: change + before, before, after, isDaylight });
    change = nextClockChange(zone, change, to);
  }
  return changes;
}

/** A zone whose clock is never changed. */
function fixed(zone: string, from: number): ClockChange {
  const offset = offsetAt(zone, from);
  return { wall: 0, before: offset, after: offset, isDaylight: false };
}

function observance(
  { wall, before, after, isDaylight }: ClockChange,
  further: readonly string[],
): string[] {
  const name = isDaylight ? 'DAYLIGHT' : 'STANDARD';
  return [
    `BEGIN:${name}`,
    `DTSTART:${formatWall(wall)}`,
    `TZOFFSETFROM:${formatOffset(before)}`,
    `TZOFFSETTO:${formatOffset(after)}`,
    ...further,
    `END:${name}`,
  ];
}

/** Changes of one kind as a yearly rule, or else as dates. */
function recurrence(changes: readonly ClockChange[]): string[] {
  const walls = changes.map(({ wall }) => wall);
  if (walls.length < 2) return [];
  const rules = [...new Set(walls.map((wall) => yearlyRule(wall, walls)))];
  const years = walls.map((wall) => new Date(wall).getUTCFullYear());
  const isYearly = years.every(
    (year, index) => index === 0 || year === (years[index - 1] ?? 0) + 1,
  );
  const isSameTime = new Set(walls.map((wall) => wall % DAY_MS)).size === 1;
  return rules.length === 1 && isYearly && isSameTime
    ? [`RRULE:${rules[0]}`]
    : // A line for each: some readers take only the first date of a line.
      walls.slice(1).map((wall) => `RDATE:${formatWall(wall)}`);
}

/** The rule by which a change's day is found, given all days that it must explain: the last Sunday of a month, or its second. */
function yearlyRule(wall: number, all: readonly number[]): string {
  const date = new Date(wall);
  const weekday = weekdayOf(Math.floor(wall / DAY_MS))
    .slice(0, 2)
    .toUpperCase();
  const isLast = all.every(
    (each) => new Date(each + 7 * DAY_MS).getUTCMonth() !== new Date(each).getUTCMonth(),
  );
  const nth = isLast ? -1 : Math.ceil(date.getUTCDate() / 7);
  return `FREQ=YEARLY;BYMONTH=${date.getUTCMonth() + 1};BYDAY=${nth}${weekday}`;
}

export function formatWall(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

function formatOffset(ms: number): string {
  const minutes = Math.abs(ms) / MINUTE_MS;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}
