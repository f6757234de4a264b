import { isTimeZone, parseTimeOfDay, WEEKDAYS } from '../../oncall/local-time.ts';
import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import type { MuteWindow } from '../mute-window.ts';
import type { Weekday } from '../on-call.ts';
import { isKebabCase, repeated } from './texts.ts';

/** Mute windows: times and labels that exist, and that can mute something. */
export function muteWindowsRule({
  muteWindows = [],
  teams,
}: MonitoringDefinition): readonly Problem[] {
  const twice = repeated(muteWindows.map(({ name }) => name)).map((name) => ({
    place: `muteWindows/${name}`,
    message: `two windows have the name "${name}". Make it unique.`,
  }));
  return [
    ...twice,
    ...muteWindows.flatMap((window) => {
      const place = `muteWindows/${window.name}`;
      return [
        ...(isKebabCase(window.name)
          ? []
          : [
              {
                place,
                message: `the name "${window.name}" is not kebab-case. Write it as in "database-maintenance".`,
              },
            ]),
        ...hoursProblems(place, window),
        ...matcherProblems(place, window, new Set(teams.map(({ name }) => name))),
      ];
    }),
  ];
}

/** Hours of the week that cannot be: an unknown zone or day, a time that is none, no time at all. */
export function hoursProblems(
  place: string,
  {
    timeZone,
    days,
    from,
    to,
  }: {
    readonly timeZone: string;
    readonly days?: readonly Weekday[];
    readonly from: string;
    readonly to: string;
  },
): Problem[] {
  const problems: Problem[] = [];
  if (!isTimeZone(timeZone)) {
    problems.push({
      place,
      message: `time zone "${timeZone}" is unknown. Use an IANA name such as "Europe/Madrid".`,
    });
  }
  for (const [end, text] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (parseTimeOfDay(text) === undefined || (end === 'from' && text === '24:00')) {
      problems.push({ place, message: `${end} "${text}" is no time of day. Write it as "08:00".` });
    }
  }
  if (from === to) {
    problems.push({
      place,
      message: `from and to are both "${from}": no time at all, or a whole day. For a day write "00:00" to "24:00".`,
    });
  }
  for (const day of (days ?? []).filter((name) => !WEEKDAYS.includes(name))) {
    problems.push({ place, message: `"${day}" is no weekday. Use monday to sunday.` });
  }
  if (days?.length === 0) {
    problems.push({
      place,
      message: 'is on no day. Name its days, or leave them out for the default.',
    });
  }
  return problems;
}

function matcherProblems(
  place: string,
  { matchers = {}, pages = false }: MuteWindow,
  teams: ReadonlySet<string>,
): Problem[] {
  const problems: Problem[] = [];
  for (const [label, value] of Object.entries(matchers)) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) {
      problems.push({
        place,
        message: `"${label}" is no label as it is stored. Use letters, digits and underscores: "service_name".`,
      });
    }
    if (value === '') {
      problems.push({
        place,
        message: `label "${label}" must be empty, as it is on nearly every alert. Give it a value.`,
      });
    }
  }
  const { team, severity } = matchers;
  if (team !== undefined && !teams.has(team)) {
    problems.push({ place, message: `team "${team}" is not declared. Correct the name.` });
  }
  if (severity !== undefined && severity !== 'ticket' && !(severity === 'page' && pages)) {
    problems.push({
      place,
      message: `severity "${severity}" would never be muted. Use "ticket", or "page" with pages: true.`,
    });
  }
  return problems;
}
