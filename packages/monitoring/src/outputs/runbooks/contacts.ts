import type { Team } from '../../define/team.ts';
import type { Severity } from '../../rules/alert-source.ts';

/** Who is told of an alert, in steps, and how to find out who that is now. */
export function contactsOf(team: Team, severity: Severity): string[] {
  if (severity === 'none') return ['Nobody: it goes to the dead man’s switch alone.'];
  const receivers = severity === 'page' ? team.page : team.ticket;
  const steps = severity === 'page' ? (team.escalation ?? []) : [];
  const rotation =
    team.rotation === undefined
      ? ''
      : ` On call: rotation \`${team.rotation}\` (\`fluxora-monitoring oncall\` says who that is now).`;
  return [
    `**${team.name}**: at once to ${list(receivers)}.${severity === 'page' ? rotation : ''}`,
    ...steps.map(({ after, receivers: further }) => `After another ${after}: ${list(further)}.`),
  ];
}

function list(names: readonly string[]): string {
  return names.map((each) => `\`${each}\``).join(' and ');
}
