import { calendarHorizonOf } from '../../oncall/horizon.ts';
import { formatWeekMinute, unevenCovers } from '../../oncall/coverage.ts';
import {
  DAY_MS,
  instantOf,
  isTimeZone,
  parseDay,
  parseLocalMinute,
  parseTimeOfDay,
  WEEKDAYS,
} from '../../oncall/local-time.ts';
import { overrideSpans } from '../../oncall/turns.ts';
import { unclearTimes } from '../../oncall/unclear-times.ts';
import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import type { Person, Rotation, Shift } from '../on-call.ts';
import { isEmail, isKebabCase, isPhone, repeated } from './texts.ts';

/**
 * Rotations: nobody is missing or unknown, every time can be read, and every minute of the week is covered exactly once. What
 * needs readable times (cover, clock changes, overlaps) is looked at when they are.
 */
export function onCallRule(definition: MonitoringDefinition): readonly Problem[] {
  const today = definition.today ?? new Date().toISOString().slice(0, 10);
  return Object.entries(definition.oncall ?? {}).flatMap(([name, rotation]) => {
    const place = `oncall/${name}`;
    const shape = [
      ...nameProblems(place, name),
      ...zoneAndStartProblems(place, rotation),
      ...peopleProblems(place, rotation, definition),
      ...rotation.shifts.flatMap((shift, index) =>
        shiftProblems(`${place}/shifts/${index}`, shift, rotation),
      ),
      ...overrideProblems(place, rotation),
    ];
    if (rotation.shifts.length === 0) {
      return [...shape, { place, message: 'has no shifts. Declare at least one.' }];
    }
    if (!isReadable(rotation)) return shape;
    return [
      ...shape,
      ...coverProblems(place, rotation),
      ...overlapProblems(place, rotation),
      ...clockProblems(place, rotation, today),
    ];
  });
}

function nameProblems(place: string, name: string): Problem[] {
  return isKebabCase(name)
    ? []
    : [
        {
          place,
          message: `the name "${name}" is not kebab-case. Write it as in "platform-night".`,
        },
      ];
}

function zoneAndStartProblems(place: string, { timeZone, start }: Rotation): Problem[] {
  const problems: Problem[] = [];
  if (!isTimeZone(timeZone)) {
    problems.push({
      place,
      message: `time zone "${timeZone}" is unknown. Use an IANA name such as "Europe/Madrid".`,
    });
  }
  if (parseDay(start) === undefined) {
    problems.push({ place, message: `start "${start}" is no day. Write it as "2026-01-05".` });
  }
  return problems;
}

function peopleProblems(
  place: string,
  rotation: Rotation,
  { receivers }: MonitoringDefinition,
): Problem[] {
  const { people } = rotation;
  const onShift = new Set(rotation.shifts.flatMap((shift) => shift.people));
  const problems: Problem[] = people.flatMap((person) => {
    const at = `${place}/people/${person.id}`;
    const unknown = (person.receivers ?? []).filter((name) => !Object.hasOwn(receivers, name));
    return [
      ...contactProblems(at, person),
      ...unknown.map((name) => ({
        place: at,
        message: `receiver "${name}" is not declared. Add it to receivers, or correct the name.`,
      })),
      ...(onShift.has(person.id)
        ? []
        : [{ place: at, message: 'is on no shift. Add them to one, or remove them.' }]),
    ];
  });
  if (people.length === 0)
    problems.push({ place, message: 'has no people. Declare at least one.' });
  for (const id of repeated(people.map((person) => person.id))) {
    problems.push({ place, message: `two people have the id "${id}". Make it unique.` });
  }
  const silent = people.filter((person) => (person.receivers ?? []).length === 0);
  if (silent.length > 0 && silent.length < people.length) {
    const ids = silent.map(({ id }) => id).join(', ');
    problems.push({
      place,
      message: `${ids} has no receivers while others do: in their turns nobody would be told personally. Give receivers to all, or to none.`,
    });
  }
  return problems;
}

function contactProblems(place: string, { id, email, phone }: Person): Problem[] {
  const problems: Problem[] = [];
  if (!isKebabCase(id)) {
    problems.push({ place, message: `the id "${id}" is not kebab-case. Write it as in "ana".` });
  }
  if (!isEmail(email)) {
    problems.push({
      place,
      message: `email "${email}" is no address. Write it as in "ana@fluxora.example".`,
    });
  }
  if (phone !== undefined && !isPhone(phone)) {
    problems.push({
      place,
      message: `phone "${phone}" is not in E.164. Write it as in "+34600000000".`,
    });
  }
  return problems;
}

function shiftProblems(place: string, shift: Shift, rotation: Rotation): Problem[] {
  const known = new Set(rotation.people.map(({ id }) => id));
  const problems: Problem[] = [...new Set(shift.people)]
    .filter((id) => !known.has(id))
    .map((id) => ({
      place,
      message: `"${id}" is not among the people of the rotation. Declare them, or correct the id.`,
    }));
  if (shift.people.length === 0) {
    problems.push({ place, message: 'has no people. Name at least one.' });
  }
  for (const [end, text] of [
    ['from', shift.from],
    ['to', shift.to],
  ] as const) {
    const minute = text === undefined ? 0 : parseTimeOfDay(text);
    if (minute === undefined || (end === 'from' && text === '24:00')) {
      problems.push({ place, message: `${end} "${text}" is no time of day. Write it as "08:00".` });
    }
  }
  const unknownDays = (shift.days ?? []).filter((day) => !WEEKDAYS.includes(day));
  for (const day of unknownDays) {
    problems.push({ place, message: `"${day}" is no weekday. Use monday to sunday.` });
  }
  if (shift.days?.length === 0) {
    problems.push({
      place,
      message: 'begins on no day. Name its days, or leave them out for every day.',
    });
  }
  const length = turnLength(shift);
  if (!Number.isInteger(length) || length < 1) {
    problems.push({
      place,
      message: `a turn of ${length} is impossible. Use a whole number of weeks or days, at least 1.`,
    });
  }
  return problems;
}

function overrideProblems(place: string, rotation: Rotation): Problem[] {
  const known = new Set(rotation.people.map(({ id }) => id));
  const start = parseDay(rotation.start);
  return (rotation.overrides ?? []).flatMap((override, index) => {
    const at = `${place}/overrides/${index}`;
    const [from, to] = [parseLocalMinute(override.from), parseLocalMinute(override.to)];
    const problems: Problem[] = [];
    if (!known.has(override.person)) {
      problems.push({
        place: at,
        message: `"${override.person}" is not among the people of the rotation. Declare them, or correct the id.`,
      });
    }
    for (const [end, local] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (local !== undefined) continue;
      problems.push({
        place: at,
        message: `${end} "${override[end]}" is no local time. Write it as "2026-12-24T08:00".`,
      });
    }
    if (from && to && from.day * 1_440 + from.minute >= to.day * 1_440 + to.minute) {
      problems.push({
        place: at,
        message: `ends at ${override.to}, not after its beginning at ${override.from}. Swap or correct them.`,
      });
    }
    if (from && start !== undefined && from.day < start) {
      problems.push({
        place: at,
        message: `begins at ${override.from}, before the rotation does on ${rotation.start}. Remove it, or begin earlier.`,
      });
    }
    return problems;
  });
}

function coverProblems(place: string, rotation: Rotation): Problem[] {
  return unevenCovers(rotation).map(({ from, to, shifts }) => {
    const time = `${formatWeekMinute(from)} to ${formatWeekMinute(to)}`;
    return shifts.length === 0
      ? { place, message: `nobody covers ${time}. Lengthen a shift, or add one.` }
      : {
          place,
          message: `shifts ${shifts.join(' and ')} both cover ${time}. Shorten one of them.`,
        };
  });
}

function overlapProblems(place: string, rotation: Rotation): Problem[] {
  const spans = overrideSpans(rotation)
    .map((span, index) => ({ ...span, index }))
    .toSorted((a, b) => a.from - b.from);
  return spans.flatMap((span, index) => {
    const earlier = spans.slice(0, index).find(({ to }) => to > span.from);
    return earlier
      ? [
          {
            place: `${place}/overrides/${span.index}`,
            message: `overlaps with override ${earlier.index}: two people would stand in at once. Shorten one of them.`,
          },
        ]
      : [];
  });
}

function clockProblems(place: string, rotation: Rotation, today: string): Problem[] {
  const { timeZone, start } = rotation;
  const from = Math.max(
    instantOf(timeZone, { day: parseDay(start) ?? 0, minute: 0 }),
    (parseDay(today) ?? 0) * DAY_MS,
  );
  const to = Math.max(calendarHorizonOf(today), from + 366 * DAY_MS);
  return unclearTimes(rotation, from, to).map((unclear) => ({
    place: `${place}/${unclear.place}`,
    message: `${unclear.time} is ${unclear.kind} by the clock of ${timeZone}, and calendars disagree on what it means. Hand over at another hour.`,
  }));
}

/** Whether every time can be read, so that time can be reckoned with. */
function isReadable(rotation: Rotation): boolean {
  return (
    isTimeZone(rotation.timeZone) &&
    parseDay(rotation.start) !== undefined &&
    rotation.shifts.every(
      (shift) =>
        parseTimeOfDay(shift.from ?? '00:00') !== undefined &&
        parseTimeOfDay(shift.to ?? '00:00') !== undefined,
    ) &&
    (rotation.overrides ?? []).every(
      ({ from, to }) => parseLocalMinute(from) !== undefined && parseLocalMinute(to) !== undefined,
    )
  );
}

function turnLength({ turn }: Shift): number {
  if (turn === undefined) return 1;
  return 'weeks' in turn ? turn.weeks : turn.days;
}
