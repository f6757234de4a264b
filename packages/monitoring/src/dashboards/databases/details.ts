import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { emits } from '../parts/emits.ts';
import { legend } from '../parts/labels.ts';
import { graph, query } from '../parts/panels.ts';
import { createPhrases, ratio } from '../parts/phrases.ts';
import { DURATION, chosen } from './client-queries.ts';

export function instances(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { sum, quantile, rate } = createPhrases(q);
  const instance = ['service.name', 'service.instance.id'];
  const name = legend(q, ...instance);
  return [
    ...(emits(context, 'databases')
      ? [
          graph({
            title: '95th percentile by instance',
            description:
              'Operations of one instance that are slow alone point at the instance, not at the database.',
            unit: 's',
            queries: [
              query(quantile(0.95, DURATION, { by: instance, where: chosen(context) }), name),
            ],
          }),
        ]
      : []),
    ...(emits(context, 'pools')
      ? [
          graph({
            title: 'Connections by instance',
            description:
              'Connections that each instance holds. Their sum must stay below what the server allows.',
            unit: '{connection}',
            queries: [query(sum('db.client.connection.count', { by: instance }), name)],
          }),
        ]
      : []),
    ...(emits(context, 'caches')
      ? [
          graph({
            title: 'Hits by instance',
            description:
              'Share of look-ups that caches answered, by instance. A new one begins cold.',
            unit: '1',
            max: 1,
            queries: [
              query(
                ratio(
                  rate('fluxora.cache.requests', {
                    by: instance,
                    where: `${q.label('fluxora.cache.outcome')}=~"hit|stale"`,
                  }),
                  rate('fluxora.cache.requests', { by: instance }),
                ),
                name,
              ),
            ],
          }),
        ]
      : []),
  ];
}
