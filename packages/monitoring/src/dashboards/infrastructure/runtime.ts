import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { clicked, legend } from '../parts/labels.ts';
import { graph, query, rising } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { INSTANCE, onHost } from './host-queries.ts';

export function runtime(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max, rate, sum, series } = createPhrases(q);
  const where = onHost(context);
  const by = ['service.name'];
  const name = legend(q, ...by);
  const perInstance = { by: [...by, INSTANCE], where };
  const links = [
    { title: 'The service', to: `dashboard:service?service=${clicked(q, 'service.name')}` },
  ];
  return [
    graph({
      title: 'Event loop',
      description:
        'Share of time in which the event loop of the busiest instance computes. Above 90 % requests wait for one another.',
      unit: '1',
      max: 1,
      steps: rising(0.7, 0.9),
      queries: [query(max('nodejs.eventloop.utilization', { by, where }), name)],
      links,
    }),
    graph({
      title: 'Event loop delay',
      description:
        '99th percentile of how late the event loop is, of the worst instance. Above 100 ms something computes too long at a time.',
      unit: 's',
      steps: rising(0.1, 0.5),
      queries: [query(max('nodejs.eventloop.delay.p99', { by, where }), name)],
      links,
    }),
    graph({
      title: 'Heap',
      description:
        'Share of its limit that the heap of the fullest instance takes. Near 100 % the process dies.',
      unit: '1',
      max: 1,
      steps: rising(0.8, 0.9),
      queries: [
        query(
          `max by (${q.labels(...by)}) (${sum('v8js.memory.heap.used', perInstance)} / ${sum('fluxora.v8js.memory.heap.limit', perInstance)})`,
          name,
        ),
      ],
      links,
    }),
    graph({
      title: 'Garbage collection',
      description:
        'Share of time that instances spend on collecting garbage, on average. Above 5 % the heap is too small or too much is allocated.',
      unit: '1',
      steps: rising(0.05, 0.1),
      queries: [
        query(
          `${rate('v8js.gc.duration', { by, where }, 'sum')} / count by (${q.labels(...by)}) (${series('process.uptime', undefined, where)})`,
          name,
        ),
      ],
      links,
    }),
  ];
}

export function processes(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, sum, series } = createPhrases(q);
  const where = onHost(context);
  const by = ['service.name'];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'CPU of processes',
      description: 'CPUs in use by all processes of a service.',
      unit: '{cpu}',
      width: 8,
      isStacked: true,
      queries: [query(rate('process.cpu.time', { by, where }), name)],
    }),
    graph({
      title: 'Memory of processes',
      description: 'Resident memory of all processes of a service.',
      unit: 'By',
      width: 8,
      isStacked: true,
      queries: [query(sum('process.memory.usage', { by, where }), name)],
    }),
    graph({
      title: 'File descriptors',
      description:
        'Share of its limit that the process with the most open files and sockets has taken. One that only rises is a leak.',
      unit: '1',
      width: 8,
      steps: rising(0.7, 0.9),
      queries: [
        query(
          `max by (${q.labels(...by)}) (${series('process.unix.file_descriptor.count', undefined, where)} / ${series('fluxora.process.unix.file_descriptor.limit', undefined, where)})`,
          name,
        ),
      ],
    }),
  ];
}
