import { REVIEWED } from '../../../rules/alerts/support/review.ts';
import type { LogAlertSource } from '../log-alert.ts';

export const fatalLogged: LogAlertSource = {
  name: 'FatalLogged',
  area: 'logs',
  severity: 'ticket',
  for: '0s',
  labels: ['deployment.environment.name', 'service.name'],
  summary: '{{ $labels.service_name }} logged a fatal error',
  description:
    '{{ $labels.service_name }} wrote {{ $value }} records of level fatal within 15 minutes: the last words of a process, in most cases.',
  dashboard: 'logs',
  runbook: {
    meaning:
      'A process said that it cannot go on: an uncaught error, a missing setting, a port that is taken.',
    impact:
      'One replica restarts; what it was doing is lost or repeated. With all of them, the service is down, and other alerts say so.',
    diagnosis: [
      { step: 'Read the record and its stack on the dashboard Logs, level fatal.' },
      {
        step: 'See whether the service restarts again and again.',
        query: ({ q, scope }) =>
          `count by (${q.byService()}) (${q.metric('process.uptime')}{${scope.selector}} < 900)`,
      },
    ],
    mitigation: [
      'It began with a deployment: roll back.',
      'A setting is missing or wrong: the record names it.',
      'An uncaught error in one request or job: hold that back, then mend the code.',
    ],
    escalation: 'The owners of the service in working hours; page them when replicas go missing.',
    reviewed: REVIEWED,
  },
  expr: ({ streams, by }) =>
    `sum by (${by()}) (count_over_time(${streams} | severity_number >= 21 [15m])) > 0`,
};
