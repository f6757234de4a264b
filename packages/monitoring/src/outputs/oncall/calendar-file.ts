import { ICalCalendar } from 'ical-generator';
import { DateTime } from 'luxon';
import type { Rotation } from '../../define/on-call.ts';
import { calendarHorizonOf, horizonOf } from '../../oncall/horizon.ts';
import { DAY_MS, instantOf, parseDay } from '../../oncall/local-time.ts';
import { turnsBetween } from '../../oncall/turns.ts';
import type { OutputFile } from '../output.ts';
import { planCalendar } from './calendar-series.ts';
import { formatWall, timeZoneComponent } from './time-zone-component.ts';

/** A rotation for people's calendars: rules that go on for ever, with exceptions until the end of the next year. */
export function calendarFile(name: string, rotation: Rotation, today: string): OutputFile {
  const { timeZone } = rotation;
  const start = instantOf(timeZone, { day: parseDay(rotation.start) ?? 0, minute: 0 });
  const horizon = Math.max(calendarHorizonOf(today), start + 2 * 366 * DAY_MS);
  const plan = planCalendar(rotation, horizon, (from, to) => turnsBetween(rotation, from, to));
  const calendar = new ICalCalendar({
    name: `On call: ${name}`,
    prodId: { company: 'fluxora', product: 'monitoring', language: 'EN' },
    timezone: {
      name: null,
      generator: (zone) =>
        zone === 'UTC' ? null : timeZoneComponent(zone, start - 366 * DAY_MS, horizon),
    },
  });
  // The same bytes as long as nothing changes, yet newer for calendars when exceptions were added.
  const stamp = DateTime.fromMillis(horizonOf(today).from, { zone: 'utc' });
  const common = (person: string): { stamp: DateTime; summary: string } => ({
    stamp,
    summary: `${rotation.people.find(({ id }) => id === person)?.name ?? person} is on call: ${name}`,
  });
  for (const { id, person, from, to, rule, exceptions } of plan.series) {
    const exdates = exceptions.map((wall) => `EXDATE;TZID=${timeZone}:${formatWall(wall)}`);
    calendar.createEvent({
      id: `${name}-${id}@fluxora-monitoring`,
      ...common(person),
      timezone: timeZone,
      start: DateTime.fromMillis(from, { zone: timeZone }),
      end: DateTime.fromMillis(to, { zone: timeZone }),
      repeating: [`RRULE:${rule}`, ...exdates].join('\r\n'),
    });
  }
  for (const { person, from, to } of plan.singles) {
    const begin = DateTime.fromMillis(from, { zone: 'utc' });
    calendar.createEvent({
      id: `${name}-${begin.toFormat("yyyyMMdd'T'HHmm'Z'")}@fluxora-monitoring`,
      ...common(person),
      start: begin,
      end: DateTime.fromMillis(to, { zone: 'utc' }),
    });
  }
  return { path: `oncall/${name}.ics`, content: `${calendar.toString()}\r\n` };
}
