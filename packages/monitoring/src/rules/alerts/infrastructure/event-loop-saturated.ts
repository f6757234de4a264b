import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const BY_PROCESS = [...BY_SERVICE, 'service.instance.id'];

export const eventLoopSaturated: AlertSource = {
  name: 'EventLoopSaturated',
  area: 'infrastructure',
  severity: 'ticket',
  for: '10m',
  labels: BY_PROCESS,
  summary:
    '{{ $labels.service_name }}: the event loop of a process is busy {{ $value | humanizePercentage }} of the time',
  description:
    'The event loop of process {{ $labels.service_instance_id }} of {{ $labels.service_name }} has been busy {{ $value | humanizePercentage }} of the time for more than ten minutes. There is no time left between two requests.',
  dashboard: 'infrastructure',
  thresholds: ['eventLoopUtilization'],
  inhibits: [{ alert: 'EventLoopBlocked', equal: BY_PROCESS }],
  runbook: {
    meaning:
      'The one thread that runs JavaScript has no pause any more. This is the limit of a Node.js process, whatever the CPU of the machine says.',
    impact:
      'Everything in this process is late: requests, timers, health probes, renewals of locks on jobs.',
    diagnosis: [
      {
        step: 'See whether all processes are busy (load) or one (a task of its own).',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (avg_over_time(${q.metric('nodejs.eventloop.utilization')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See whether the garbage collector takes the time.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id', 'v8js.gc.type')}) (rate(${q.metric('v8js.gc.duration', 'sum')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See whether requests have become more.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('http.route')}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'Take a CPU profile of half a minute (`node --cpu-prof`, or the inspector) where none of these says it.',
      },
    ],
    mitigation: [
      'Load: start more processes.',
      'Long calculations: move them to worker threads.',
      'Garbage: see HeapNearLimit.',
    ],
    escalation: 'The owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `max by (${q.byService('service.instance.id')}) (avg_over_time(${q.metric('nodejs.eventloop.utilization')}{${scope.selector}}[5m])) > ${limit(context, 'eventLoopUtilization')}`;
  },
  tests: (context) => [
    {
      name: 'fires when a process has no pause any more',
      input: [series(context, 'nodejs.eventloop.utilization', {}, '0.4x10 0.97x30')],
      alerts: [
        { at: '18m', firing: [] },
        { at: '32m', firing: [labelsOf(context, { 'service.instance.id': 'a' })] },
      ],
    },
    {
      name: 'is silent about the minutes after a start, and just below',
      input: [
        series(context, 'nodejs.eventloop.utilization', {}, '1x5 0.5x35'),
        series(context, 'nodejs.eventloop.utilization', { 'service.instance.id': 'b' }, '0.89x40'),
      ],
      alerts: [
        { at: '12m', firing: [] },
        { at: '35m', firing: [] },
      ],
    },
  ],
};
