import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, query, rising } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { LIMIT } from '../parts/styles.ts';

export function runtime({ q }: RuleContext): readonly Panel[] {
  const { max, sum, rate, series } = createPhrases(q);
  const instance = 'service.instance.id';
  return [
    graph({
      title: 'Event loop',
      description:
        'Share of time in which the event loop is busy, of the busiest instance and on average. Above 90 % requests wait for one another.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.7, 0.9),
      queries: [
        query(max('nodejs.eventloop.utilization'), 'busiest'),
        query(`avg (${series('nodejs.eventloop.utilization')})`, 'average'),
      ],
    }),
    graph({
      title: 'Event loop delay',
      description:
        '99th percentile of how late the event loop is, of the worst instance. Above 100 ms something computes too long at a time.',
      unit: 's',
      width: 8,
      steps: rising(0.1, 0.5),
      queries: [query(max('nodejs.eventloop.delay.p99'), '99th percentile')],
    }),
    graph({
      title: 'Heap',
      description:
        'Heap of the fullest instance against its limit. A sawtooth is healthy; a floor that rises is a leak.',
      unit: 'By',
      width: 8,
      series: [LIMIT],
      queries: [
        query(`max (${sum('v8js.memory.heap.used', { by: [instance] })})`, 'used'),
        query(`min (${series('fluxora.v8js.memory.heap.limit')})`, 'limit'),
      ],
    }),
    graph({
      title: 'CPU',
      description: 'CPUs in use by all instances. One Node.js process computes on about one.',
      unit: '{cpu}',
      width: 8,
      queries: [query(rate('process.cpu.time'), 'used')],
    }),
    graph({
      title: 'Memory',
      description: 'Resident memory of all instances.',
      unit: 'By',
      width: 8,
      queries: [query(sum('process.memory.usage'), 'resident')],
    }),
    graph({
      title: 'Garbage collection',
      description:
        'Share of time spent on collecting garbage, by kind. Above 5 % the heap is too small or too much is allocated.',
      unit: '1',
      width: 8,
      steps: rising(0.05, 0.1),
      isStacked: true,
      queries: [
        query(
          `${rate('v8js.gc.duration', { by: ['v8js.gc.type'] }, 'sum')} / ignoring (${q.labels('v8js.gc.type')}) group_left () count (${series('process.uptime')})`,
          legend(q, 'v8js.gc.type'),
        ),
      ],
    }),
  ];
}
