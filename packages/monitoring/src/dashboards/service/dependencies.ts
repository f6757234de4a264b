import type { RuleContext } from '../../rules/recording-source.ts';
import type { Row } from '../dashboard-source.ts';
import { emits } from '../parts/emits.ts';
import { legend } from '../parts/labels.ts';
import { graph, query, row } from '../parts/panels.ts';
import { createPhrases, ratio } from '../parts/phrases.ts';

/** What the service asks of others, as far as some service emits it. */
export function dependencies(context: RuleContext): readonly Row[] {
  const { q } = context;
  const { quantile, rate, sum } = createPhrases(q);
  const operation = ['db.system.name', 'db.operation.name'];
  const pool = 'db.client.connection.pool.name';
  const cache = 'fluxora.cache.name';
  const outcome = q.label('fluxora.cache.outcome');
  const panels = [
    emits(context, 'databases') &&
      graph({
        title: 'Database operations',
        description:
          '95th percentile of what databases take, by operation. See the dashboard Databases for more.',
        unit: 's',
        width: 8,
        queries: [
          query(
            quantile(0.95, 'db.client.operation.duration', { by: operation }),
            legend(q, ...operation),
          ),
        ],
        links: [{ title: 'Databases', to: 'dashboard:databases' }],
      }),
    emits(context, 'pools') &&
      graph({
        title: 'Waiting for connections',
        description:
          'Requests that wait for a connection of a pool. Anything that stays above 0 means a pool that is too small or queries that are too slow.',
        unit: '{request}',
        width: 8,
        queries: [
          query(sum('db.client.connection.pending_requests', { by: [pool] }), legend(q, pool)),
        ],
        links: [{ title: 'Databases', to: 'dashboard:databases' }],
      }),
    emits(context, 'caches') &&
      graph({
        title: 'Cache hits',
        description:
          'Share of look-ups that the cache answered. A fall puts its load on what is behind it.',
        unit: '1',
        width: 8,
        max: 1,
        queries: [
          query(
            ratio(
              rate('fluxora.cache.requests', { by: [cache], where: `${outcome}="hit"` }),
              rate('fluxora.cache.requests', {
                by: [cache],
                where: `${outcome}=~"hit|miss|stale"`,
              }),
            ),
            legend(q, cache),
          ),
        ],
        links: [{ title: 'Databases', to: 'dashboard:databases' }],
      }),
  ].filter((panel) => panel !== false);
  return panels.length > 0 ? [row('Dependencies', panels)] : [];
}
