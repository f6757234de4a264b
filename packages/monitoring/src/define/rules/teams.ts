import { parseDurationSeconds } from '../../rules/duration.ts';
import type { Problem } from '../../problems.ts';
import type { MonitoringDefinition } from '../monitoring.ts';
import type { Team } from '../team.ts';
import { hoursProblems } from './mute-windows.ts';
import { isKebabCase, repeated } from './texts.ts';

/** Teams: each has somebody to tell, in steps that go up, by receivers and a rotation that exist. */
export function teamsRule(definition: MonitoringDefinition): readonly Problem[] {
  const { teams } = definition;
  const twice = repeated(teams.map(({ name }) => name)).map((name) => ({
    place: `teams/${name}`,
    message: `two teams have the name "${name}". Make it unique.`,
  }));
  const none =
    teams.length === 0
      ? [{ place: 'teams', message: 'there is no team. Declare at least one.' }]
      : [];
  const rotations = new Set(teams.map(({ rotation }) => rotation));
  const unused = Object.keys(definition.oncall ?? {})
    .filter((name) => !rotations.has(name))
    .map((name) => ({
      place: `oncall/${name}`,
      message: 'is the rotation of no team. Name it in a team, or remove it.',
    }));
  return [...none, ...twice, ...teams.flatMap((team) => teamProblems(team, definition)), ...unused];
}

function teamProblems(team: Team, { receivers, oncall = {} }: MonitoringDefinition): Problem[] {
  const place = `teams/${team.name}`;
  const problems: Problem[] = [];
  if (!isKebabCase(team.name)) {
    problems.push({
      place,
      message: `the name "${team.name}" is not kebab-case. Write it as in "platform".`,
    });
  }
  const lists = [
    { at: `${place}/page`, names: team.page },
    { at: `${place}/ticket`, names: team.ticket },
    ...(team.escalation ?? []).map((step, index) => ({
      at: `${place}/escalation/${index}`,
      names: step.receivers,
    })),
  ];
  for (const { at, names } of lists) {
    if (names.length === 0) {
      problems.push({ place: at, message: 'reaches nobody. Name at least one receiver.' });
    }
    for (const name of names.filter((candidate) => !Object.hasOwn(receivers, candidate))) {
      problems.push({
        place: at,
        message: `receiver "${name}" is not declared. Add it to receivers, or correct the name.`,
      });
    }
    for (const name of repeated(names)) {
      problems.push({ place: at, message: `names receiver "${name}" twice. Name it once.` });
    }
  }
  if (team.rotation !== undefined && !Object.hasOwn(oncall, team.rotation)) {
    problems.push({
      place,
      message: `rotation "${team.rotation}" is not declared. Add it to oncall, or correct the name.`,
    });
  }
  if (team.ticketHours)
    problems.push(...ticketHoursProblems(`${place}/ticketHours`, team.ticketHours));
  return [...problems, ...escalationProblems(place, team)];
}

function ticketHoursProblems(
  place: string,
  hours: NonNullable<Team['ticketHours']>,
): readonly Problem[] {
  const problems = hoursProblems(place, hours);
  if (problems.length > 0 || hours.from < hours.to) return problems;
  return [
    {
      place,
      message: `from "${hours.from}" is after to "${hours.to}". Hours of tickets lie within one day: swap them.`,
    },
  ];
}

function escalationProblems(place: string, { escalation = [] }: Team): Problem[] {
  let previous = 0;
  return escalation.flatMap(({ after }, index) => {
    const at = `${place}/escalation/${index}`;
    const seconds = parseDurationSeconds(after);
    if (seconds === undefined || seconds === 0) {
      return [{ place: at, message: `after "${after}" is no duration. Write it as in "30m".` }];
    }
    if (seconds <= previous) {
      return [
        {
          place: at,
          message: `after "${after}" is not later than the step before it. Let steps go up.`,
        },
      ];
    }
    previous = seconds;
    return [];
  });
}
