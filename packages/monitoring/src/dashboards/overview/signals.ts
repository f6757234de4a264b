import type { RuleContext } from '../../rules/recording-source.ts';
import { serverErrors } from '../../rules/recording/server-errors.ts';
import type { Panel } from '../dashboard-source.ts';
import { emits } from '../parts/emits.ts';
import { clicked, legend } from '../parts/labels.ts';
import { graph, query, rising } from '../parts/panels.ts';
import { createPhrases, share } from '../parts/phrases.ts';
import { BY, DURATION } from './http-names.ts';

export function signals(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, max, series } = createPhrases(q);
  const all = rate(DURATION, { by: BY }, 'count');
  const failed = rate(DURATION, { by: BY, where: serverErrors(q) }, 'count');
  const name = legend(q, ...BY);
  const links = [
    { title: 'The service', to: `dashboard:service?service=${clicked(q, 'service.name')}` },
  ];
  const http = [
    graph({
      title: 'Requests by service',
      description: 'Requests per second by service.',
      unit: '{request}/s',
      queries: [query(all, name)],
      links,
    }),
    graph({
      title: 'Errors by service',
      description:
        'Share of requests that each service failed. The first to rise is often the cause of the rest.',
      unit: '1',
      queries: [query(share(failed, all), name)],
      links,
    }),
    graph({
      title: '95th percentile by service',
      description: 'What one of twenty requests exceeds, by service.',
      unit: 's',
      queries: [query(quantile(0.95, DURATION, { by: BY }), name)],
      links,
    }),
  ];
  return [
    ...(emits(context, 'http') ? http : []),
    graph({
      title: 'Saturation',
      description:
        'What comes first to its limit: the event loop of the busiest instance, the heap of the fullest one and the memory of the fullest host, as shares.',
      unit: '1',
      max: 1,
      steps: rising(0.8, 0.9),
      queries: [
        query(`max (${series('nodejs.eventloop.utilization')})`, 'event loop'),
        query(
          `max (sum by (${q.labels('service.instance.id')}) (${series('v8js.memory.heap.used')}) / sum by (${q.labels('service.instance.id')}) (${series('fluxora.v8js.memory.heap.limit')}))`,
          'heap',
        ),
        query(
          max('system.memory.utilization', { where: `${q.label('system.memory.state')}="used"` }),
          'memory of the host',
        ),
      ],
      links: [{ title: 'Infrastructure', to: 'dashboard:infrastructure' }],
    }),
  ];
}
