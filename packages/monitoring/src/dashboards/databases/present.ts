import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { emits } from '../parts/emits.ts';
import { falling, query, rising, stat } from '../parts/panels.ts';
import { createPhrases, share } from '../parts/phrases.ts';
import { DURATION, chosen, hits, poolUse } from './client-queries.ts';

export function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, sum } = createPhrases(q);
  const where = emits(context, 'databases') ? chosen(context) : '';
  const failed = `${where}, ${q.label('error.type')}!=""`;
  const ofDatabases = () => [
    stat({
      title: 'Operations',
      description: 'Operations per second that services ask of databases.',
      unit: '{operation}/s',
      queries: [query(rate(DURATION, { where }, 'count'))],
    }),
    stat({
      title: 'Errors',
      description: 'Share of operations that failed. Worry above 1 %.',
      unit: '1',
      decimals: 2,
      steps: rising(0.001, 0.01),
      queries: [
        query(
          share(rate(DURATION, { where: failed }, 'count'), rate(DURATION, { where }, 'count')),
        ),
      ],
    }),
    stat({
      title: '95th percentile',
      description: 'Nineteen of twenty operations end within this time.',
      unit: 's',
      steps: rising(0.1, 0.5),
      queries: [query(quantile(0.95, DURATION, { where }))],
    }),
  ];
  const ofPools = () => [
    stat({
      title: 'Fullest pool',
      description:
        'Share of its connections that the busiest pool has in use. At 100 % callers wait.',
      unit: '1',
      decimals: 0,
      steps: rising(0.8, 0.95),
      queries: [query(`max (${poolUse(context)})`)],
    }),
    stat({
      title: 'Waiting callers',
      description: 'Callers that wait for a connection, over all pools.',
      unit: '{request}',
      steps: rising(1, 10),
      queries: [query(sum('db.client.connection.pending_requests'))],
    }),
  ];
  const ofCaches = () => [
    stat({
      title: 'Cache hits',
      description: 'Share of look-ups that caches answered.',
      unit: '1',
      decimals: 0,
      steps: falling(0.5, 0.8),
      noValue: 'no look-ups',
      queries: [query(hits(context, []))],
    }),
  ];
  return [
    ...(emits(context, 'databases') ? ofDatabases() : []),
    ...(emits(context, 'pools') ? ofPools() : []),
    ...(emits(context, 'caches') ? ofCaches() : []),
  ];
}
