import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const READY = {
  'fluxora.health.probe': 'readiness',
  'fluxora.health.status': 'pass',
} as const;
const WARNED = { ...READY, 'fluxora.health.status': 'warn' } as const;

export const serviceNotReady: AlertSource = {
  name: 'ServiceNotReady',
  area: 'availability',
  severity: 'page',
  for: '5m',
  labels: BY_SERVICE,
  summary: 'No process of {{ $labels.service_name }} is ready',
  description:
    'Every process of {{ $labels.service_name }} fails its readiness probe: a load balancer sends nothing to any of them. The failing health check says why.',
  dashboard: 'service',
  inhibits: [
    { alert: 'HealthCheckFailing', equal: BY_SERVICE },
    { alert: 'HealthCheckWarning', equal: BY_SERVICE },
    { alert: 'TrafficDropped', equal: BY_SERVICE },
  ],
  runbook: {
    meaning:
      'The processes run and send measurements, but none may get work: a critical health check fails everywhere, start-up does not end, or all are draining.',
    impact: 'Users get errors from the load balancer. Workers take no jobs.',
    diagnosis: [
      {
        step: 'See which check fails, and in which processes. All at once points to what they share: the database, the model file, a token that ran out.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'fluxora.health.check.name')}) (${q.metric('fluxora.health.status')}{${scope.selector}, ${q.label('fluxora.health.status')}="fail"}) == 1`,
      },
      {
        step: 'No check fails: see whether start-up has not ended.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'fluxora.health.probe', 'fluxora.health.status')}) (${q.metric('fluxora.health.probe.status')}{${scope.selector}}) == 1`,
      },
      {
        step: 'See how long the checks take: those near their time-out are slow dependencies rather than dead ones.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('fluxora.health.check.name')}, le) (rate(${q.metric('fluxora.health.check.duration', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'Read the reason in the log event `fluxora.health.changed`, or ask a process for `/readyz` with details.',
      },
    ],
    mitigation: [
      'Bring back the dependency that the check names; its own runbook says how.',
      'The service can do without it: declare the check `critical: false`, so that a failure is a warning.',
      'Start-up does not end after a deployment: roll back.',
    ],
    escalation:
      'The owners of the failing dependency at once; tell the users of the service after 15 minutes.',
    reviewed: REVIEWED,
  },
  expr: (context) => `max by (${context.q.byService()}) (${readiness(context)}) == 0`,
  tests: (context) => [
    {
      name: 'fires when no process is ready',
      input: [
        series(context, 'fluxora.health.probe.status', READY, '1x10 0x20'),
        series(context, 'fluxora.health.probe.status', WARNED, '0x30'),
        series(
          context,
          'fluxora.health.probe.status',
          { ...READY, 'service.instance.id': 'b' },
          '0x30',
        ),
      ],
      alerts: [
        { at: '14m', firing: [] },
        { at: '20m', firing: [labelsOf(context)] },
      ],
    },
    {
      name: 'is silent while one process is ready, with or without a warning',
      input: [
        series(context, 'fluxora.health.probe.status', READY, '0x30'),
        series(context, 'fluxora.health.probe.status', WARNED, '1x30'),
        series(
          context,
          'fluxora.health.probe.status',
          { ...READY, 'service.instance.id': 'b' },
          '0x30',
        ),
      ],
      alerts: [{ at: '25m', firing: [] }],
    },
    {
      name: 'is silent while a single process drains and another takes its place',
      input: [
        series(context, 'fluxora.health.probe.status', READY, '1x10 0x1'),
        series(
          context,
          'fluxora.health.probe.status',
          { ...READY, 'service.instance.id': 'b' },
          '_x13 0 1x15',
        ),
      ],
      alerts: [
        { at: '16m', firing: [] },
        { at: '20m', firing: [] },
      ],
    },
  ],
};

/** 1 for a process that may get work, which it also may with a warning. */
function readiness({ q, scope }: AlertContext): string {
  return `${q.metric('fluxora.health.probe.status')}{${scope.selector}, ${q.label('fluxora.health.probe')}="readiness", ${q.label('fluxora.health.status')}=~"pass|warn"}`;
}
