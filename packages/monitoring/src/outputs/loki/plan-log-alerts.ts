import type { Plan, PlannedAlert } from '../../plan.ts';
import { scopesOf } from '../../rules/plan-alerts.ts';
import type { AlertSource } from '../../rules/alert-source.ts';
import { LOG_ALERTS } from './alerts/index.ts';
import { logLabel, type LogAlertSource } from './log-alert.ts';

/** A rule as Loki gets it, in the shape of those of Prometheus. */
export type PlannedLogAlert = Omit<PlannedAlert, 'source'> & { readonly source: LogAlertSource };

/** One rule per alert and team that has a service which emits what the alert needs. */
export function planLogAlerts({ monitoring, q }: Plan): PlannedLogAlert[] {
  const { grafanaUrl, runbookUrl } = monitoring.targets;
  return LOG_ALERTS.filter((source) => source.isWanted?.({ monitoring, q }) ?? true).flatMap(
    (source) =>
      scopesOf(asAlertSource(source), { monitoring, q }).map((scope) => ({
        source,
        team: scope.team.name,
        alert: source.name,
        expr: source.expr({
          monitoring,
          q,
          scope,
          streams: `{${scope.selector}}`,
          by: (...attributes) =>
            ['deployment.environment.name', 'service.name', ...attributes].map(logLabel).join(', '),
        }),
        for: source.for,
        keepFiringFor: source.keepFiringFor,
        severity: source.severity,
        escalation: 0,
        labels: { severity: source.severity, team: scope.team.name, area: source.area },
        annotations: {
          summary: source.summary,
          description: source.description,
          dashboard_url: `${grafanaUrl}/d/fluxora-${source.dashboard}`,
          runbook_url: `${runbookUrl}/${source.name}.md`,
        },
      })),
  );
}

/** Who is told is found as for every alert, and so are runbooks. */
export function asAlertSource(source: LogAlertSource): AlertSource {
  return { ...source, expr: () => '', tests: () => [] };
}
