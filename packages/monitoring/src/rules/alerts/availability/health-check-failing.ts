import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const FAILS = {
  'fluxora.health.check.name': 'postgres',
  'fluxora.health.status': 'fail',
} as const;

export const healthCheckFailing: AlertSource = {
  name: 'HealthCheckFailing',
  area: 'availability',
  severity: 'ticket',
  for: '10m',
  labels: [...BY_SERVICE, 'fluxora.health.check.name'],
  summary:
    '{{ $labels.service_name }}: health check {{ $labels.fluxora_health_check_name }} fails in {{ $value }} process(es)',
  description:
    'The health check {{ $labels.fluxora_health_check_name }} of {{ $labels.service_name }} has failed for ten minutes in {{ $value }} process(es). The log event fluxora.health.changed has the reason.',
  dashboard: 'service',
  inhibits: [{ alert: 'HealthCheckWarning', equal: [...BY_SERVICE, 'fluxora.health.check.name'] }],
  runbook: {
    meaning:
      'Something that the service checks is not there: a database, a feed, a model. Other processes may still be fine, or the check is not critical; otherwise ServiceNotReady pages.',
    impact:
      'With a critical check these processes get no work, and the others do it. Without, a feature is missing or data are old.',
    diagnosis: [
      {
        step: 'See where it fails: in one process (its host, its network) or in all (the dependency).',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'host.name', 'fluxora.health.check.name')}) (${q.metric('fluxora.health.status')}{${scope.selector}, ${q.label('fluxora.health.status')}="fail"}) == 1`,
      },
      {
        step: 'See since when, and whether it flaps.',
        query: ({ q, scope }) =>
          `changes(${q.metric('fluxora.health.status')}{${scope.selector}, ${q.label('fluxora.health.status')}="fail"}[6h])`,
      },
      {
        step: 'Read the reason in the log event `fluxora.health.changed`: the words of the check or its error, secrets masked.',
      },
    ],
    mitigation: [
      'One process: end it; the platform starts another.',
      'All: bring back the dependency, or switch off what needs it.',
    ],
    escalation: 'The owners of the dependency, within the working day.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) =>
    `count by (${q.byService('fluxora.health.check.name')}) (
  max by (${q.byService('service.instance.id', 'fluxora.health.check.name')}) (
    ${q.metric('fluxora.health.status')}{${scope.selector}, ${q.label('fluxora.health.status')}="fail"}
  ) == 1
)`,
  tests: (context) => [
    {
      name: 'fires when a check fails in one of two processes',
      input: [
        series(context, 'fluxora.health.status', FAILS, '0x5 1x30'),
        series(context, 'fluxora.health.status', { ...FAILS, 'service.instance.id': 'b' }, '0x35'),
      ],
      alerts: [
        { at: '14m', firing: [] },
        {
          at: '20m',
          firing: [labelsOf(context, { 'fluxora.health.check.name': 'postgres' })],
        },
      ],
    },
    {
      name: 'is silent when the process that failed was replaced',
      input: [
        series(context, 'fluxora.health.status', FAILS, '0x5 1x3'),
        series(
          context,
          'fluxora.health.status',
          { ...FAILS, 'service.instance.id': 'b' },
          '_x9 0x30',
        ),
      ],
      alerts: [
        { at: '15m', firing: [] },
        { at: '25m', firing: [] },
      ],
    },
  ],
};
