import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';

const ALL = 'alertmanager_notifications_total';
const FAILED = 'alertmanager_notifications_failed_total';
const NO_ENVIRONMENT = { 'deployment.environment.name': '' };

export const notificationsFail: AlertSource = {
  name: 'NotificationsFail',
  area: 'telemetry',
  severity: 'page',
  per: 'platform',
  for: '5m',
  labels: ['integration'],
  summary: 'Alertmanager cannot send by {{ $labels.integration }}',
  description:
    '{{ $value | humanizePercentage }} of the messages by {{ $labels.integration }} failed within 15 minutes. Whoever is told that way alone hears nothing.',
  dashboard: 'telemetry',
  thresholds: ['notificationFailureShare'],
  runbook: {
    meaning:
      'Alertmanager hands messages over to a service (mail, chat, pager), which does not take them.',
    impact: 'Alerts fire and nobody is told, or late: it tries again for some minutes.',
    diagnosis: [
      {
        step: 'See which integration, and for what reason.',
        query: ({ q }) =>
          `sum by (${q.labels('integration', 'reason')}) (rate(${q.metric(FAILED)}[15m])) > 0`,
      },
      {
        step: 'Read the log of Alertmanager: "Notify for alerts failed" names the receiver and the answer.',
      },
    ],
    mitigation: [
      '401, 403, 404: the secret or the address of the receiver changed; renew the file that it is read from.',
      'Time-outs: the way out (proxy, firewall, DNS) is closed.',
      'The service itself is down: until it is back, look at the alerts in Alertmanager, and tell those on call by phone.',
    ],
    escalation: 'Second tier by another way than the broken one, at once.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q } = context;
    const by = q.label('integration');
    return `sum by (${by}) (rate(${q.metric(FAILED)}[15m]))
/ (sum by (${by}) (rate(${q.metric(ALL)}[15m])) > 0)
> ${limit(context, 'notificationFailureShare')}`;
  },
  tests: (context) => {
    const of = {
      'service.name': '',
      'service.instance.id': '',
      ...NO_ENVIRONMENT,
      integration: 'email',
    };
    return [
      {
        name: 'fires for the integration that fails',
        input: [
          series(context, ALL, of, '0+2x40'),
          series(context, FAILED, { ...of, reason: 'other' }, '0x10 0+2x30'),
          series(context, ALL, { ...of, integration: 'webhook' }, '0+2x40'),
          series(context, FAILED, { ...of, integration: 'webhook', reason: 'other' }, '0x40'),
        ],
        alerts: [
          { at: '10m', firing: [] },
          {
            at: '25m',
            firing: [environmentLabels(context, { ...NO_ENVIRONMENT, integration: 'email' })],
          },
        ],
      },
      {
        name: 'is silent where nothing is sent',
        input: [
          series(context, ALL, of, '0x40'),
          series(context, FAILED, { ...of, reason: 'other' }, '0x40'),
        ],
        alerts: [{ at: '25m', firing: [] }],
      },
    ];
  },
};
