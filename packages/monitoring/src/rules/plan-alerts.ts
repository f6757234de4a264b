import type { Service } from '../define/service.ts';
import type { Team } from '../define/team.ts';
import type { PlannedAlert, PlannedGroup } from '../plan.ts';
import type { AlertScope, AlertSource } from './alert-source.ts';
import { addDurations } from './duration.ts';
import type { RuleContext } from './recording-source.ts';
import type { PlannedTest } from './rule-test.ts';

type Attempt = <T>(place: string, make: () => T) => T | undefined;

/** One rule per alert and team it concerns, and one per escalation step of a page; grouped by area. */
export function planAlerts(
  sources: readonly AlertSource[],
  context: RuleContext,
  interval: string,
  attempt: Attempt,
): PlannedGroup<PlannedAlert>[] {
  const areas = [...new Set(sources.map(({ area }) => area))];
  return areas
    .map((area) => {
      const members = sources.filter((source) => source.area === area);
      const rules: PlannedAlert[] = [];
      const tests: PlannedTest[] = [];
      for (const source of members) {
        const place = `alerts/${area}/${source.name}`;
        if (!(attempt(place, () => source.isWanted?.(context) ?? true) ?? false)) continue;
        for (const scope of scopesOf(source, context)) {
          const expr = attempt(place, () => source.expr({ ...context, scope }));
          // It failed, which is a problem already, or there is nothing to watch for this team.
          if (expr === undefined || expr === '') continue;
          const steps = stepsOf(source, scope.team, expr, context);
          rules.push(...steps);
          const alert = {
            name: source.name,
            team: scope.team.name,
            labels: steps[0]?.labels ?? {},
          };
          tests.push(
            ...(attempt(`${place}/tests`, () => source.tests({ ...context, scope })) ?? []).map(
              (test) => ({ ...test, alert }),
            ),
          );
        }
      }
      return { name: `${context.monitoring.name}-alerts-${area}`, interval, rules, tests };
    })
    .filter(({ rules }) => rules.length > 0);
}

/** Those whom an alert concerns. */
export function scopesOf(source: AlertSource, { monitoring, q }: RuleContext): AlertScope[] {
  const { environment, platformTeam } = monitoring.targets;
  const inEnvironment = `${q.label('deployment.environment.name')}="${environment}"`;
  if (source.per === 'platform') {
    const team = monitoring.teams.find(({ name }) => name === platformTeam);
    return team ? [{ team, services: monitoring.services, selector: inEnvironment }] : [];
  }
  return monitoring.teams.flatMap((team) => {
    const services = monitoring.services.filter(
      (service) =>
        service.team === team.name &&
        (source.needs === undefined || service.emits.includes(source.needs)),
    );
    const selector = selectorOf(services, { monitoring, q });
    return services.length > 0 ? [{ team, services, selector }] : [];
  });
}

/** Matchers of what these services export in the environment that is watched. */
export function selectorOf(
  services: readonly Service[],
  { monitoring: { targets }, q }: RuleContext,
): string {
  const names = services.map(({ name }) => name).join('|');
  return `${q.label('deployment.environment.name')}="${targets.environment}", ${q.label('service.name')}=~"${names}"`;
}

function stepsOf(
  source: AlertSource,
  team: Team,
  expr: string,
  { monitoring }: RuleContext,
): PlannedAlert[] {
  const { grafanaUrl, runbookUrl } = monitoring.targets;
  const alert = {
    source,
    team: team.name,
    alert: source.name,
    expr,
    keepFiringFor: source.keepFiringFor,
    severity: source.severity,
    annotations: {
      summary: source.summary,
      description: source.description,
      dashboard_url: `${grafanaUrl}/d/fluxora-${source.dashboard}`,
      runbook_url: `${runbookUrl}/${source.name}.md`,
    },
  };
  const labels = { severity: source.severity, team: team.name, area: source.area };
  const further = source.severity === 'page' ? (team.escalation ?? []) : [];
  return [
    { ...alert, for: source.for, escalation: 0, labels },
    ...further.map(({ after }, index) => ({
      ...alert,
      for: addDurations(source.for, after),
      escalation: index + 1,
      labels: { ...labels, escalation: String(index + 1) },
    })),
  ];
}
