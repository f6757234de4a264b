import { REVIEWED } from '../../../rules/alerts/support/review.ts';
import type { LogAlertSource } from '../log-alert.ts';

export const secretsMasked: LogAlertSource = {
  name: 'SecretsInLogs',
  area: 'logs',
  severity: 'ticket',
  for: '0s',
  labels: ['deployment.environment.name', 'service.name'],
  summary: '{{ $labels.service_name }} writes secrets or personal data to its log',
  description:
    'The Collector masked something in {{ $value }} records of {{ $labels.service_name }} within an hour: a token, a password, a card number or a mail address. It never arrived here, but it left the service.',
  dashboard: 'logs',
  runbook: {
    meaning:
      'The Collector found in a record what looks like a secret or personal data, and masked it (`redaction.masked.count`). The service itself should have: it knows better what is secret.',
    impact:
      'The value stands in the console output of the service, and went over the network to the Collector. A pattern that the Collector does not know would have been stored.',
    diagnosis: [
      {
        step: 'Find the records: on the dashboard Logs, `| redaction_masked_count > 0`. The message and the logger tell the place in the code.',
      },
    ],
    mitigation: [
      'Take it out of the message, or log it as an attribute whose key is masked (`redact` of the options).',
      'A real secret: change it. Whoever could read the console could read it.',
      'No secret at all: make the pattern in the Collector narrower.',
    ],
    escalation:
      'The owners of the service in working hours; whoever answers for data protection when it was personal data.',
    reviewed: REVIEWED,
  },
  expr: ({ streams, by }) =>
    `sum by (${by()}) (count_over_time(${streams} | redaction_masked_count > 0 [1h])) > 0`,
};
