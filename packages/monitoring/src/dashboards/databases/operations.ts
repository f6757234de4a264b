import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, heatmap, now, query, rising, table } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { DURATION, chosen } from './client-queries.ts';

export function operations(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile } = createPhrases(q);
  const where = chosen(context);
  const by = ['db.system.name', 'db.operation.name'];
  const failed = `${where}, ${q.label('error.type')}!=""`;
  const fine = [
    'service.name',
    'db.system.name',
    'db.namespace',
    'db.collection.name',
    'db.operation.name',
  ];
  const traces = {
    title: 'Traces of the operation',
    to: `traces:{ span.db.operation.name = "\${__field.labels.${q.label('db.operation.name')}}" && kind = client }`,
  };
  return [
    graph({
      title: 'Operations by kind',
      description:
        'Operations per second by kind. More of them with the same traffic means that somebody asks in a loop.',
      unit: '{operation}/s',
      isStacked: true,
      queries: [query(rate(DURATION, { by, where }, 'count'), legend(q, ...by))],
      links: [traces],
    }),
    graph({
      title: '95th percentile of operations',
      description: 'What one of twenty operations exceeds, by kind.',
      unit: 's',
      queries: [query(quantile(0.95, DURATION, { by, where }), legend(q, ...by))],
      links: [traces],
    }),
    graph({
      title: 'Failed operations',
      description: 'Failures per second by database and error.',
      unit: '{operation}/s',
      queries: [
        query(
          `${rate(DURATION, { by: ['db.system.name', 'error.type'], where: failed }, 'count')} or on (${q.label('db.system.name')}) ${rate(DURATION, { by: ['db.system.name'], where }, 'count')} * 0`,
          legend(q, 'db.system.name', 'error.type'),
        ),
      ],
    }),
    heatmap({
      title: 'Durations of operations',
      description:
        'How many operations took how long. A second band is often a missing index or a lock.',
      unit: 's',
      queries: [query(rate(DURATION, { by: ['le'], where }, 'bucket'), legend(q, 'le'))],
    }),
    table({
      title: 'What takes the time',
      description:
        'Every kind of operation, by the share of a second that it takes per second: the first lines are worth tuning.',
      queries: [
        now(rate(DURATION, { by: fine, where }, 'sum')),
        now(rate(DURATION, { by: fine, where }, 'count')),
        now(quantile(0.95, DURATION, { by: fine, where })),
      ],
      columns: [
        { from: q.label('service.name'), title: 'Service' },
        { from: q.label('db.system.name'), title: 'Database' },
        { from: q.label('db.namespace'), title: 'Name' },
        { from: q.label('db.collection.name'), title: 'Table' },
        { from: q.label('db.operation.name'), title: 'Operation' },
        { from: 'A', title: 'Time per second', unit: 's/s', sort: 'descending' },
        { from: 'B', title: 'Operations', unit: '{operation}/s', decimals: 2 },
        { from: 'C', title: '95th percentile', unit: 's', steps: rising(0.1, 0.5) },
      ],
    }),
  ];
}
