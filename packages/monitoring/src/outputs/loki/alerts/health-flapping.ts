import { limit } from '../../../rules/alerts/support/limit.ts';
import { REVIEWED } from '../../../rules/alerts/support/review.ts';
import { logLabel, type LogAlertSource } from '../log-alert.ts';

const CHECK = logLabel('fluxora.health.check.name');

export const healthFlapping: LogAlertSource = {
  name: 'HealthFlapping',
  area: 'logs',
  severity: 'ticket',
  for: '0s',
  labels: ['deployment.environment.name', 'service.name', 'fluxora.health.check.name'],
  summary: `{{ $labels.service_name }}: check {{ $labels.${CHECK} }} comes and goes`,
  description: `The health check {{ $labels.${CHECK} }} of {{ $labels.service_name }} changed {{ $value }} times within half an hour. Each time is too short for the alert on failing checks.`,
  dashboard: 'service',
  thresholds: ['healthChanges'],
  runbook: {
    meaning:
      'A check passes, fails and passes again, over all replicas. Each change is an event `fluxora.health.changed` with the reason.',
    impact:
      'Replicas leave and enter the load balancer: requests are slower, some fail. The dependency behind the check is overloaded or restarts.',
    diagnosis: [
      {
        step: 'Read the reasons: on the dashboard Logs, records with `event_name="fluxora.health.changed"`.',
      },
      {
        step: 'See how long the check takes: near its time-out it fails by chance.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('fluxora.health.check.name')}, le) (rate(${q.metric('fluxora.health.check.duration', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'Look at the dependency that the check asks, on the dashboards Databases or Servers.',
      },
    ],
    mitigation: [
      'The check is slow: mend what it asks, or give it more time (`timeoutMs`).',
      'The dependency restarts: see why, in its own log.',
      'Only one replica: its machine or network is at fault; replace it.',
    ],
    escalation: 'The owners of the service, then those of the dependency.',
    reviewed: REVIEWED,
  },
  expr: (context) =>
    `sum by (${context.by('fluxora.health.check.name')}) (count_over_time(${context.streams} | event_name="fluxora.health.changed" [30m])) > ${limit(context, 'healthChanges')}`,
};
