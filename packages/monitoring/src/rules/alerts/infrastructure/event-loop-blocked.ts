import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const eventLoopBlocked: AlertSource = {
  name: 'EventLoopBlocked',
  area: 'infrastructure',
  severity: 'ticket',
  for: '10m',
  labels: [...BY_SERVICE, 'service.instance.id'],
  summary:
    '{{ $labels.service_name }}: the event loop of a process stands still for {{ $value | humanizeDuration }} at a time',
  description:
    'One in a hundred turns of the event loop of process {{ $labels.service_instance_id }} of {{ $labels.service_name }} comes {{ $value | humanizeDuration }} late, and has for ten minutes. Something runs that long without giving way.',
  dashboard: 'infrastructure',
  thresholds: ['eventLoopDelay'],
  runbook: {
    meaning:
      'Single pieces of JavaScript, or collections of garbage, hold the thread. The process may be idle otherwise.',
    impact:
      'What is asked in that moment waits. Beyond the time-out of a health probe the process is taken out, or restarted.',
    diagnosis: [
      {
        step: 'See how long the longest stand-still was.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('nodejs.eventloop.delay.max')}{${scope.selector}})`,
      },
      {
        step: 'See whether it is the garbage collector.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.99, sum by (${q.byService('service.instance.id', 'v8js.gc.type')}, le) (rate(${q.metric('v8js.gc.duration', 'bucket')}{${scope.selector}}[10m])))`,
      },
      {
        step: 'See whether the container is stopped by its CPU quota: then nobody holds the thread.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (rate(${q.metric('fluxora.container.cpu.throttled_time')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See which jobs run in it at that time.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id', 'fluxora.job.name')}) (${q.metric('fluxora.job.active.count')}{${scope.selector}})`,
      },
    ],
    mitigation: [
      'Large JSON, sorting, matrices: cut them into pieces that give way, or move them to worker threads.',
      'Synchronous calls (`…Sync`) in a request: make them asynchronous.',
      'Throttled: raise the CPU limit.',
    ],
    escalation: 'The owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `max by (${q.byService('service.instance.id')}) (${q.metric('nodejs.eventloop.delay.p99')}{${scope.selector}}) > ${limit(context, 'eventLoopDelay')}`;
  },
  tests: (context) => [
    {
      name: 'fires when the thread is held again and again',
      input: [series(context, 'nodejs.eventloop.delay.p99', {}, '0.02x10 0.6x20')],
      alerts: [
        { at: '18m', firing: [] },
        { at: '25m', firing: [labelsOf(context, { 'service.instance.id': 'a' })] },
      ],
    },
    {
      name: 'is silent about a single long turn, and just below',
      input: [
        series(context, 'nodejs.eventloop.delay.p99', {}, '0.02x10 3 0.02x30'),
        series(
          context,
          'nodejs.eventloop.delay.p99',
          { 'service.instance.id': 'b' },
          `${limit(context, 'eventLoopDelay')}x40`,
        ),
      ],
      alerts: [
        { at: '13m', firing: [] },
        { at: '35m', firing: [] },
      ],
    },
  ],
};
