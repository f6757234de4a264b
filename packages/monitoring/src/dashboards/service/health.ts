import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, query, states } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { HEALTH_VALUES } from '../parts/styles.ts';

export function health({ q }: RuleContext): readonly Panel[] {
  const { series, quantile } = createPhrases(q);
  const check = 'fluxora.health.check.name';
  const inState = (status: string): string =>
    `max by (${q.labels(check)}) (${series('fluxora.health.status', undefined, `${q.label('fluxora.health.status')}="${status}"`)})`;
  return [
    states({
      title: 'Checks',
      description:
        'The worst state of each health check over all instances. A critical check that fails takes the service out of traffic; one that warns does not.',
      width: 14,
      values: HEALTH_VALUES,
      queries: [query(`${inState('warn')} + 2 * ${inState('fail')}`, legend(q, check))],
    }),
    graph({
      title: 'Duration of checks',
      description:
        '95th percentile of what each check takes. One that comes near its timeout will fail next: look at what it asks.',
      unit: 's',
      width: 10,
      height: 7,
      queries: [
        query(quantile(0.95, 'fluxora.health.check.duration', { by: [check] }), legend(q, check)),
      ],
    }),
  ];
}
