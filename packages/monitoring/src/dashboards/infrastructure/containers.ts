import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, noneIsGood, now, query, rising, stat } from '../parts/panels.ts';
import { createPhrases, share } from '../parts/phrases.ts';
import { LIMIT } from '../parts/styles.ts';
import { onHost } from './host-queries.ts';

export function containers(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, sum, increase } = createPhrases(q);
  const where = onHost(context);
  const by = ['service.name', 'host.name'];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'CPU of containers',
      description: 'CPUs in use by each container, and its limit, if it has one.',
      unit: '{cpu}',
      width: 8,
      series: [LIMIT],
      queries: [
        query(rate('container.cpu.time', { by, where }), name),
        query(sum('fluxora.container.cpu.limit', { by, where }), `${name} limit`),
      ],
    }),
    graph({
      title: 'Throttling',
      description:
        'Share of periods in which a container wanted more CPU than its limit. Above 25 % its answers get slow: raise the limit.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.1, 0.25),
      queries: [
        query(
          share(
            rate('fluxora.container.cpu.throttled_periods', { by, where }),
            rate('fluxora.container.cpu.periods', { by, where }),
          ),
          name,
        ),
      ],
    }),
    graph({
      title: 'Memory of containers',
      description: 'Working set of each container, and its limit: what comes near it is killed.',
      unit: 'By',
      width: 8,
      series: [LIMIT],
      queries: [
        query(sum('container.memory.working_set', { by, where }), name),
        query(sum('fluxora.container.memory.limit', { by, where }), `${name} limit`),
      ],
    }),
    stat({
      title: 'Killed for memory',
      description:
        'Processes that the kernel killed in containers over the time range, since they took too much memory.',
      unit: '{process}',
      width: 8,
      steps: noneIsGood,
      queries: [now(increase('fluxora.container.memory.oom_kills', { where, window: '$__range' }))],
    }),
    graph({
      title: 'Reads and writes of containers',
      description: 'Bytes per second that containers read from and write to disks.',
      unit: 'By/s',
      width: 16,
      height: 6,
      queries: [
        query(
          rate('container.disk.io', { by: [...by, 'disk.io.direction'], where }),
          legend(q, ...by, 'disk.io.direction'),
        ),
      ],
    }),
  ];
}
