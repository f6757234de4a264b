import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const heapNearLimit: AlertSource = {
  name: 'HeapNearLimit',
  area: 'infrastructure',
  severity: 'ticket',
  for: '10m',
  labels: [...BY_SERVICE, 'service.instance.id'],
  summary:
    '{{ $labels.service_name }}: the heap of a process is {{ $value | humanizePercentage }} full',
  description:
    'Process {{ $labels.service_instance_id }} of {{ $labels.service_name }} uses {{ $value | humanizePercentage }} of the heap that V8 allows, also after collections. Beyond it the process aborts.',
  dashboard: 'infrastructure',
  thresholds: ['heapShare'],
  runbook: {
    meaning:
      'For ten minutes no collection of garbage brought the heap below the limit: what fills it is in use, or leaks.',
    impact:
      'Collections take more and more time, everything gets slow, and at the end the process aborts with what it was doing.',
    diagnosis: [
      {
        step: 'See how it grew: a stair without end is a leak, a plateau is too small a heap.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id')}) (${q.metric('v8js.memory.heap.used')}{${scope.selector}})`,
      },
      {
        step: 'See which space grows: large objects are buffers and arrays, code is generated functions.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.instance.id', 'v8js.heap.space.name')}) (${q.metric('v8js.memory.heap.used')}{${scope.selector}})`,
      },
      {
        step: 'See whether a cache without a limit grows with it.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'fluxora.cache.name')}) (${q.metric('fluxora.cache.entry.count')}{${scope.selector}})`,
      },
      {
        step: 'Take two heap snapshots some minutes apart (`kill -USR2` with `--heapsnapshot-signal`) and compare them.',
      },
    ],
    mitigation: [
      'First aid: restart the process in a quiet moment; it begins anew.',
      'A plateau: raise `--max-old-space-size`, within the limit of the container.',
      'A leak: roll back to the version before it began.',
    ],
    escalation:
      'The owners of the service, within the working day; at once when RestartingRepeatedly fires.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService('service.instance.id')}) (${q.metric('v8js.memory.heap.used')}{${scope.selector}})
/
max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.v8js.memory.heap.limit')}{${scope.selector}})
> ${limit(context, 'heapShare')}`;
  },
  tests: (context) => {
    const used = (space: string, values: string) =>
      series(context, 'v8js.memory.heap.used', { 'v8js.heap.space.name': space }, values);
    const room = series(context, 'fluxora.v8js.memory.heap.limit', {}, '1000x40');
    return [
      {
        name: 'fires when all spaces together stay near the limit',
        input: [used('old_space', '500x5 800x35'), used('large_object_space', '120x40'), room],
        alerts: [
          { at: '12m', firing: [] },
          { at: '20m', firing: [labelsOf(context, { 'service.instance.id': 'a' })] },
        ],
      },
      {
        name: 'is silent when a collection brings it down',
        input: [used('old_space', '950x8 300 950x8 300 950x8 300x10'), room],
        alerts: [{ at: '26m', firing: [] }],
      },
    ];
  },
};
