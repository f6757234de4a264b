import type { AlertSource } from '../../alert-source.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';

const METRIC = 'prometheus_notifications_dropped_total';
const NO_ENVIRONMENT = { 'deployment.environment.name': '' };

export const alertsDropped: AlertSource = {
  name: 'AlertsDropped',
  area: 'telemetry',
  severity: 'ticket',
  per: 'platform',
  for: '5m',
  labels: ['instance'],
  summary: 'Prometheus cannot hand its alerts over to Alertmanager',
  description:
    'Prometheus {{ $labels.instance }} dropped {{ $value | humanize }} alerts within 15 minutes, because no Alertmanager took them.',
  dashboard: 'telemetry',
  runbook: {
    meaning: 'Prometheus reaches no Alertmanager, or none takes what it sends.',
    impact:
      'While no Alertmanager is reached, nobody is told of anything. If you were told of this, it passes or only one of several is away; the dead man’s switch tells of the rest.',
    diagnosis: [
      {
        step: 'See whether sending fails, and to whom.',
        query: ({ q }) =>
          `sum by (${q.label('alertmanager')}) (rate(${q.metric('prometheus_notifications_errors_total')}[5m]))`,
      },
      { step: 'See whether Alertmanager is there.', query: () => 'up' },
    ],
    mitigation: [
      'Start Alertmanager. It does not start after a change of its configuration: `amtool check-config` says why.',
      'Its address changed: correct it in the definition.',
    ],
    escalation: 'Platform owners at once.',
    reviewed: REVIEWED,
  },
  expr: ({ q }) => `sum by (${q.label('instance')}) (increase(${q.metric(METRIC)}[15m])) > 0`,
  tests: (context) => {
    const of = {
      'service.name': '',
      'service.instance.id': '',
      ...NO_ENVIRONMENT,
      instance: 'prometheus:9090',
    };
    return [
      {
        name: 'fires while alerts are dropped',
        input: [series(context, METRIC, of, '0x10 0+3x30')],
        alerts: [
          { at: '10m', firing: [] },
          {
            at: '25m',
            firing: [
              environmentLabels(context, { ...NO_ENVIRONMENT, instance: 'prometheus:9090' }),
            ],
          },
        ],
      },
      {
        name: 'is silent when all are taken',
        input: [series(context, METRIC, of, '7x60')],
        alerts: [{ at: '40m', firing: [] }],
      },
    ];
  },
};
