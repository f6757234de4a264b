import { REVIEWED } from '../../../rules/alerts/support/review.ts';
import { logLabel, type LogAlertSource } from '../log-alert.ts';

export const drainUnfinished: LogAlertSource = {
  name: 'DrainUnfinished',
  area: 'logs',
  severity: 'ticket',
  for: '0s',
  labels: ['deployment.environment.name', 'service.name'],
  summary: '{{ $labels.service_name }} was ended before it had finished',
  description:
    '{{ $value }} processes of {{ $labels.service_name }} ended within half an hour with steps of their shutdown unfinished: requests or jobs were cut off.',
  dashboard: 'logs',
  runbook: {
    meaning:
      'A process had to end and did not get everything done in the time it has for that (`timeoutMs` of the drain).',
    impact:
      'Requests of users were cut off, jobs run again elsewhere, the last telemetry may be lost. It happens at every deployment until it is mended.',
    diagnosis: [
      {
        step: 'Read which step it was: on the dashboard Logs, records with `event_name="fluxora.drain.step.failed"`.',
      },
      {
        step: 'See which requests take longer than the drain.',
        query: ({ q, scope }) =>
          `topk(5, histogram_quantile(0.99, sum by (${q.byService('http.route')}, le) (rate(${q.metric('http.server.request.duration', 'bucket')}{${scope.selector}}[1h]))))`,
      },
    ],
    mitigation: [
      'A job or request that takes long by design: give the drain more time, and the platform more than the drain (`terminationGracePeriodSeconds`).',
      'A step that hangs: the record names it; end it when its signal is aborted.',
    ],
    escalation: 'The owners of the service in working hours.',
    reviewed: REVIEWED,
  },
  expr: ({ streams, by }) =>
    `sum by (${by()}) (count_over_time(${streams} | event_name="fluxora.drain.ended" | ${logLabel('fluxora.drain.unfinished')} > 0 [30m])) > 0`,
};
