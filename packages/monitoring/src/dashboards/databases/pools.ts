import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, noneIsGood, now, query, rising, stat } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { LIMIT } from '../parts/styles.ts';
import { POOL, poolUse } from './client-queries.ts';

export function pools(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { sum, rate, quantile, increase } = createPhrases(q);
  const by = ['service.name', POOL];
  const name = legend(q, ...by);
  const state = 'db.client.connection.state';
  return [
    graph({
      title: 'Use of pools',
      description:
        'Used connections as a share of the limit. At 100 % every further caller waits: find slow queries before you raise it.',
      unit: '1',
      width: 8,
      max: 1,
      steps: rising(0.8, 0.95),
      queries: [query(poolUse(context), name)],
    }),
    graph({
      title: 'Connections',
      description:
        'Connections by state over all pools. Used ones that never fall are not given back.',
      unit: '{connection}',
      width: 8,
      isStacked: true,
      series: [LIMIT],
      queries: [query(sum('db.client.connection.count', { by: [state] }), legend(q, state))],
    }),
    graph({
      title: 'Callers that wait',
      description: 'Callers that wait for a connection, by pool.',
      unit: '{request}',
      width: 8,
      queries: [query(sum('db.client.connection.pending_requests', { by }), name)],
    }),
    graph({
      title: 'Time to get a connection',
      description: '95th percentile of how long callers wait for a connection.',
      unit: 's',
      width: 6,
      queries: [query(quantile(0.95, 'db.client.connection.wait_time', { by }), name)],
    }),
    graph({
      title: 'Time with a connection',
      description:
        '95th percentile of how long a connection is kept. Long ones are transactions that wait for something else.',
      unit: 's',
      width: 6,
      queries: [query(quantile(0.95, 'db.client.connection.use_time', { by }), name)],
    }),
    graph({
      title: 'New connections',
      description:
        'Connections opened per second. Many mean that the pool throws them away: look at its idle time.',
      unit: '{connection}/s',
      width: 6,
      queries: [query(rate('db.client.connection.create_time', { by }, 'count'), name)],
    }),
    stat({
      title: 'Timeouts',
      description: 'Callers that gave up waiting for a connection, over the time range.',
      unit: '{timeout}',
      width: 6,
      height: 8,
      steps: noneIsGood,
      queries: [now(increase('db.client.connection.timeouts', { by, window: '$__range' }), name)],
    }),
  ];
}
