import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const BY_PROCESS = [...BY_SERVICE, 'service.instance.id'];

export const containerCpuSaturated: AlertSource = {
  name: 'ContainerCpuSaturated',
  area: 'infrastructure',
  severity: 'ticket',
  for: '15m',
  labels: BY_PROCESS,
  summary:
    '{{ $labels.service_name }}: a container uses {{ $value | humanizePercentage }} of its CPU limit',
  description:
    'The container of process {{ $labels.service_instance_id }} of {{ $labels.service_name }} has used {{ $value | humanizePercentage }} of the CPU that its quota allows for a quarter of an hour.',
  dashboard: 'infrastructure',
  thresholds: ['cpuShare'],
  inhibits: [{ alert: 'ContainerThrottled', equal: BY_PROCESS }],
  runbook: {
    meaning: 'All processes of the container together use up its quota, all the time.',
    impact:
      'They are stopped in between: answers and jobs take longer, and more load makes it worse at once.',
    diagnosis: [
      {
        step: 'See whether it is our process, or another one in the container.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (rate(${q.metric('process.cpu.time')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See how much of the time the event loop is busy: less than the CPU says means threads (garbage, compression, models).',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('nodejs.eventloop.utilization')}{${scope.selector}})`,
      },
      {
        step: 'See whether load has grown.',
        query: ({ q, scope }) =>
          `sum by (${q.byService()}) (rate(${q.metric('http.server.request.duration', 'count')}{${scope.selector}}[5m]))`,
      },
    ],
    mitigation: [
      'Load: start more containers, or raise the quota when the machine has room.',
      'No more load than before: a CPU profile, and a look at the last version.',
    ],
    escalation: 'The owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService('service.instance.id')}) (rate(${q.metric('container.cpu.time')}{${scope.selector}}[5m]))
/
max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.container.cpu.limit')}{${scope.selector}})
> ${limit(context, 'cpuShare')}`;
  },
  tests: (context) => {
    const time = (mode: string, values: string, instance = 'a') =>
      series(
        context,
        'container.cpu.time',
        { 'cpu.mode': mode, 'service.instance.id': instance },
        values,
      );
    const quota = series(context, 'fluxora.container.cpu.limit', {}, '0.5x60');
    return [
      {
        name: 'fires when user and system time together use up half a CPU',
        input: [time('user', '0+20x60'), time('system', '0+9x60'), quota],
        alerts: [
          { at: '14m', firing: [] },
          { at: '30m', firing: [labelsOf(context, { 'service.instance.id': 'a' })] },
        ],
      },
      {
        name: 'is silent just below, and without a quota',
        input: [time('user', '0+26x60'), quota, time('user', '0+300x60', 'b')],
        alerts: [{ at: '50m', firing: [] }],
      },
    ];
  },
};
