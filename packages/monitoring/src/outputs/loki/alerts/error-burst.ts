import { limit } from '../../../rules/alerts/support/limit.ts';
import { REVIEWED } from '../../../rules/alerts/support/review.ts';
import type { LogAlertSource } from '../log-alert.ts';

export const errorBurst: LogAlertSource = {
  name: 'LogErrorBurst',
  area: 'logs',
  severity: 'ticket',
  for: '5m',
  labels: ['deployment.environment.name', 'service.name'],
  summary: '{{ $labels.service_name }} logs {{ $value }} errors in 10 minutes',
  description:
    '{{ $labels.service_name }} wrote {{ $value }} records of level error or fatal within 10 minutes. Most have one cause: look at the most frequent message first.',
  dashboard: 'logs',
  thresholds: ['logErrors'],
  runbook: {
    meaning: 'Records of level error or fatal come again and again from one service.',
    impact:
      'Perhaps none: a retry may mend each of them. It is told because nobody reads a log that is full of errors, so that the next real one goes unseen.',
    diagnosis: [
      {
        step: 'Open the dashboard Logs for the service and level error, and look at the patterns: which message repeats?',
      },
      {
        step: 'Open the trace of one of the records: the link stands at its trace id.',
      },
      {
        step: 'See whether requests or jobs fail at the same time: then their alerts say what users notice.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('http.response.status_code')}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}, ${q.label('http.response.status_code')}=~"5.."}[10m]))`,
      },
    ],
    mitigation: [
      'It began with a deployment: roll back.',
      'A dependency fails: see its own alerts and its runbook.',
      'The message is no error but an expected answer: log it at warn, and say so in its place in the code.',
    ],
    escalation: 'The owners of the service in working hours; at once when users notice.',
    reviewed: REVIEWED,
  },
  expr: (context) =>
    `sum by (${context.by()}) (count_over_time(${context.streams} | severity_number >= 17 [10m])) > ${limit(context, 'logErrors')}`,
};
