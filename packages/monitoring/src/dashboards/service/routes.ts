import type { RuleContext } from '../../rules/recording-source.ts';
import { serverErrors } from '../../rules/recording/server-errors.ts';
import type { Panel } from '../dashboard-source.ts';
import { clicked, clickedColumn, legend } from '../parts/labels.ts';
import { graph, now, query, rising, table } from '../parts/panels.ts';
import { createPhrases, share } from '../parts/phrases.ts';
import { DURATION, chosenRoute } from './http-queries.ts';

export function routes(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, mean } = createPhrases(q);
  const by = ['http.request.method', 'http.route'];
  const where = chosenRoute(context);
  const choice = { by, where };
  const all = rate(DURATION, choice, 'count');
  const failed = rate(DURATION, { by, where: `${where}, ${serverErrors(q)}` }, 'count');
  const column = clickedColumn('Route');
  return [
    table({
      title: 'By route',
      description:
        'Every route of the service, the busiest first. Click a route for its traces; choose it above to see only that one.',
      queries: [
        now(all),
        now(share(failed, all)),
        now(quantile(0.5, DURATION, choice)),
        now(quantile(0.95, DURATION, choice)),
        now(mean('http.server.response.body.size', choice)),
      ],
      columns: [
        { from: q.label('http.request.method'), title: 'Method', width: 90 },
        {
          from: q.label('http.route'),
          title: 'Route',
          link: {
            title: 'Traces of the route',
            to: `traces:{ resource.service.name = "\${service}" && span.http.route = "${column}" && kind = server }`,
          },
        },
        { from: 'A', title: 'Requests', unit: '{request}/s', decimals: 2, sort: 'descending' },
        { from: 'B', title: 'Errors', unit: '1', decimals: 2, steps: rising(0.001, 0.01) },
        { from: 'C', title: 'Median', unit: 's' },
        { from: 'D', title: '95th percentile', unit: 's', steps: rising(0.5, 1) },
        { from: 'E', title: 'Response', unit: 'By' },
      ],
    }),
    graph({
      title: 'Requests by route',
      description: 'Requests per second of the ten busiest routes.',
      unit: '{request}/s',
      queries: [
        query(
          `topk(10, ${rate(DURATION, { by: ['http.route'], where }, 'count')})`,
          legend(q, 'http.route'),
        ),
      ],
      links: [routeTraces(context)],
    }),
    graph({
      title: '95th percentile by route',
      description:
        'The ten slowest routes. One that rises alone has a cause of its own; all together share one.',
      unit: 's',
      queries: [
        query(
          `topk(10, ${quantile(0.95, DURATION, { by: ['http.route'], where })})`,
          legend(q, 'http.route'),
        ),
      ],
      links: [routeTraces(context)],
    }),
  ];
}

function routeTraces({ q }: RuleContext) {
  return {
    title: 'Traces of the route',
    to: `traces:{ resource.service.name = "\${service}" && span.http.route = "${clicked(q, 'http.route')}" && kind = server }`,
  };
}
