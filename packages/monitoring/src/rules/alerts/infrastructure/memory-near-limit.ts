import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const memoryNearLimit: AlertSource = {
  name: 'MemoryNearLimit',
  area: 'infrastructure',
  severity: 'ticket',
  for: '10m',
  labels: [...BY_SERVICE, 'service.instance.id'],
  summary:
    '{{ $labels.service_name }}: a container uses {{ $value | humanizePercentage }} of its memory limit',
  description:
    'The container of process {{ $labels.service_instance_id }} of {{ $labels.service_name }} uses {{ $value | humanizePercentage }} of the memory that it may, file caches not counted. Beyond it the kernel kills it without a word.',
  dashboard: 'infrastructure',
  thresholds: ['memoryShare'],
  runbook: {
    meaning:
      'The working set, which the kernel cannot give up, comes near the limit of the container.',
    impact:
      'None until the limit. There the process is killed: requests and jobs under way are lost.',
    diagnosis: [
      {
        step: 'See whether it is the heap: V8 may be allowed more than the container.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.v8js.memory.heap.limit')}{${scope.selector}}) / max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.container.memory.limit')}{${scope.selector}})`,
      },
      {
        step: 'See whether it is outside the heap: buffers and native memory of models.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('fluxora.v8js.memory.external')}{${scope.selector}})`,
      },
      {
        step: 'See when it will be full at this pace, in seconds.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('container.memory.available')}{${scope.selector}}) / max by (${q.byService('service.instance.id')}) (deriv(${q.metric('container.memory.working_set')}{${scope.selector}}[1h]) > 0)`,
      },
    ],
    mitigation: [
      'Raise the limit, or lower the heap (`--max-old-space-size` at three quarters of the limit).',
      'It grows without end: roll back to the version before, and restart in a quiet moment until then.',
    ],
    escalation: 'The owners of the service, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `max by (${q.byService('service.instance.id')})`;
    return `${by} (${q.metric('container.memory.working_set')}{${scope.selector}})
/
${by} (${q.metric('fluxora.container.memory.limit')}{${scope.selector}})
> ${limit(context, 'memoryShare')}`;
  },
  tests: (context) => {
    const used = (values: string, instance = 'a') =>
      series(context, 'container.memory.working_set', { 'service.instance.id': instance }, values);
    const room = series(context, 'fluxora.container.memory.limit', {}, '1000x60');
    return [
      {
        name: 'fires when it grows towards its limit',
        input: [used('500+10x60'), room],
        alerts: [
          { at: '45m', firing: [] },
          { at: '58m', firing: [labelsOf(context, { 'service.instance.id': 'a' })] },
        ],
      },
      {
        name: 'is silent just below, and without a limit',
        input: [used('890x60'), room, used('99999x60', 'b')],
        alerts: [{ at: '50m', firing: [] }],
      },
    ];
  },
};
