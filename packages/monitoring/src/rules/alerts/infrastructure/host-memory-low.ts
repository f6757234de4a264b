import type { AlertSource } from '../../alert-source.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { environmentLabels, series } from '../support/series.ts';
import { BY_HOST, HOST } from './by-host.ts';

export const hostMemoryLow: AlertSource = {
  name: 'HostMemoryLow',
  area: 'infrastructure',
  severity: 'ticket',
  per: 'platform',
  for: '10m',
  labels: BY_HOST,
  summary: '{{ $labels.host_name }}: {{ $value | humanizePercentage }} of the memory is left',
  description:
    'Programs on {{ $labels.host_name }} can take {{ $value | humanizePercentage }} of its memory before it swaps or kills. What caches of files hold counts as free.',
  dashboard: 'infrastructure',
  thresholds: ['hostMemoryAvailable'],
  runbook: {
    meaning: 'The machine, not a single container, runs out of memory.',
    impact:
      'It swaps and gets slow, or the kernel kills a process of its choice: it need not be the one to blame.',
    diagnosis: [
      {
        step: 'See which of our processes hold most.',
        query: ({ q, scope }) =>
          `topk(10, max by (${q.labels('service.name', 'service.instance.id', 'host.name')}) (${q.metric('process.memory.usage')}{${scope.selector}}))`,
      },
      {
        step: 'See whether it swaps already.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY_HOST, 'system.paging.direction')}) (rate(${q.metric('system.paging.operations')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'See how it went over the day: a slope is a leak, a step a deployment.',
        query: ({ q, scope }) =>
          `max by (${q.labels(...BY_HOST)}) (${q.metric('system.memory.utilization')}{${scope.selector}, ${q.label('system.memory.state')}="available"})`,
      },
      {
        step: 'Our processes do not explain it: look at the others on the machine (`top`, `docker stats`).',
      },
    ],
    mitigation: [
      'Move something to another machine, or end what is not needed.',
      'Give containers memory limits, so that the one to blame is killed.',
    ],
    escalation: 'Whoever runs the machines, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `max by (${q.labels(...BY_HOST)}) (${q.metric('system.memory.utilization')}{${scope.selector}, ${q.label('system.memory.state')}="available"}) < ${limit(context, 'hostMemoryAvailable')}`;
  },
  tests: (context) => {
    const available = (values: string, more = {}) =>
      series(
        context,
        'system.memory.utilization',
        { ...HOST, 'system.memory.state': 'available', ...more },
        values,
      );
    return [
      {
        name: 'fires once for a machine with several processes',
        input: [
          available('0.3x10 0.03x30'),
          available('0.3x10 0.03x30', { 'service.instance.id': 'b' }),
        ],
        alerts: [
          { at: '18m', firing: [] },
          { at: '25m', firing: [environmentLabels(context, HOST)] },
        ],
      },
      {
        name: 'is silent just above, and about what is used',
        input: [
          available('0.06x40'),
          available('0.01x40', { 'system.memory.state': 'used', 'host.name': 'node-2' }),
        ],
        alerts: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
