import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const WARNS = {
  'fluxora.health.check.name': 'queue:waiting',
  'fluxora.health.status': 'warn',
} as const;

export const healthCheckWarning: AlertSource = {
  name: 'HealthCheckWarning',
  area: 'availability',
  severity: 'ticket',
  for: '1h',
  labels: [...BY_SERVICE, 'fluxora.health.check.name'],
  summary:
    '{{ $labels.service_name }}: health check {{ $labels.fluxora_health_check_name }} has warned for an hour',
  description:
    'The health check {{ $labels.fluxora_health_check_name }} of {{ $labels.service_name }} warns in {{ $value }} process(es). Nothing is down: the service says that it soon may be.',
  dashboard: 'service',
  runbook: {
    meaning:
      'A check succeeded with a remark for an hour: the service works, and says that something is not as it should be.',
    impact: 'None yet. What the check watches is on its way to failing, or serves users less well.',
    diagnosis: [
      {
        step: 'See in which processes it warns, and since when.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'fluxora.health.check.name')}) (${q.metric('fluxora.health.status')}{${scope.selector}, ${q.label('fluxora.health.status')}="warn"}) == 1`,
      },
      {
        step: 'See how long the check takes: a slow dependency warns before it fails.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('fluxora.health.check.name')}, le) (rate(${q.metric('fluxora.health.check.duration', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'Ask a process for `/healthz` with details: the check gives its reason and the value that it saw.',
      },
    ],
    mitigation: [
      'Do what the reason says; the description of the check tells what it means for users.',
      'The check warns about what is normal: move its limit in the code.',
    ],
    escalation: 'The owners of the service, in working hours.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) =>
    `count by (${q.byService('fluxora.health.check.name')}) (
  max by (${q.byService('service.instance.id', 'fluxora.health.check.name')}) (
    ${q.metric('fluxora.health.status')}{${scope.selector}, ${q.label('fluxora.health.status')}="warn"}
  ) == 1
)`,
  tests: (context) => [
    {
      name: 'fires after an hour of warnings',
      input: [series(context, 'fluxora.health.status', WARNS, '0x5 1x80')],
      alerts: [
        { at: '60m', firing: [] },
        {
          at: '70m',
          firing: [labelsOf(context, { 'fluxora.health.check.name': 'queue:waiting' })],
        },
      ],
    },
    {
      name: 'is silent when a warning passes in between',
      input: [series(context, 'fluxora.health.status', WARNS, '1x40 0x2 1x40')],
      alerts: [{ at: '80m', firing: [] }],
    },
  ],
};
