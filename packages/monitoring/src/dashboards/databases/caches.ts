import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, query } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { LIMIT } from '../parts/styles.ts';
import { CACHE, hits } from './client-queries.ts';

export function caches(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { sum, rate, quantile } = createPhrases(q);
  const by = ['service.name', CACHE];
  const name = legend(q, ...by);
  return [
    graph({
      title: 'Hits',
      description:
        'Share of look-ups that each cache answered, stale ones included. A fall puts its load on what is behind it.',
      unit: '1',
      width: 8,
      max: 1,
      queries: [query(hits(context, by), name)],
    }),
    graph({
      title: 'Look-ups',
      description:
        'Look-ups per second by outcome. `coalesced`: waited for a load that another one had begun.',
      unit: '{request}/s',
      width: 8,
      isStacked: true,
      series: [
        { name: 'hit', color: 'green' },
        { name: 'stale', color: 'blue' },
        { name: 'coalesced', color: 'purple' },
        { name: 'miss', color: 'yellow' },
        { name: 'error', color: 'red' },
      ],
      queries: [
        query(
          rate('fluxora.cache.requests', { by: ['fluxora.cache.outcome'] }),
          legend(q, 'fluxora.cache.outcome'),
        ),
      ],
    }),
    graph({
      title: 'Time to load',
      description: '95th percentile of what a miss costs.',
      unit: 's',
      width: 8,
      queries: [query(quantile(0.95, 'fluxora.cache.load.duration', { by }), name)],
    }),
    graph({
      title: 'Entries',
      description: 'Entries of each cache, and the most that it keeps.',
      unit: '{entry}',
      width: 8,
      series: [LIMIT],
      queries: [
        query(sum('fluxora.cache.entry.count', { by }), name),
        query(sum('fluxora.cache.entry.limit', { by }), `${name} limit`),
      ],
    }),
    graph({
      title: 'Evictions',
      description:
        'Entries given up per second by reason. Many for `capacity` with few hits: the cache is too small.',
      unit: '{entry}/s',
      width: 8,
      queries: [
        query(
          rate('fluxora.cache.evictions', { by: [CACHE, 'fluxora.cache.eviction.reason'] }),
          legend(q, CACHE, 'fluxora.cache.eviction.reason'),
        ),
      ],
    }),
    graph({
      title: 'Time of operations',
      description:
        '95th percentile of what the cache itself takes, by operation. For one in memory microseconds, over the network milliseconds.',
      unit: 's',
      width: 8,
      queries: [
        query(
          quantile(0.95, 'fluxora.cache.operation.duration', {
            by: [CACHE, 'fluxora.cache.operation'],
          }),
          legend(q, CACHE, 'fluxora.cache.operation'),
        ),
      ],
    }),
  ];
}
