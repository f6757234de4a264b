import type { RuleContext } from '../../rules/recording-source.ts';
import { serverErrors } from '../../rules/recording/server-errors.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, heatmap, query } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { PERCENTILES, STATUS_CLASSES } from '../parts/styles.ts';
import { DURATION, chosenRoute } from './http-queries.ts';

export function requests(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile, series } = createPhrases(q);
  const where = chosenRoute(context);
  const failed = `${where}, ${serverErrors(q)}`;
  const classes = `label_replace(label_replace(rate(${series(DURATION, 'count', where)}[$__rate_interval]), "class", "no answer", "", ""), "class", "\${1}xx", "${q.label('http.response.status_code')}", "(.)..")`;
  const traces = `{ resource.service.name = "\${service}" && span.http.route =~ "\${route:regex}" && kind = server }`;
  return [
    graph({
      title: 'Requests by status',
      description:
        'Requests per second by the class of their status. Red is ours to mend, yellow the clients’; what has no answer was broken off.',
      unit: '{request}/s',
      isStacked: true,
      series: STATUS_CLASSES,
      queries: [query(`sum by (class) (${classes})`, '{{class}}')],
      links: [
        { title: 'Traces', to: `traces:${traces}` },
        { title: 'Logs', to: `logs:{${q.label('service.name')}="\${service}"}` },
      ],
    }),
    graph({
      title: 'Errors by kind',
      description:
        'Failed requests per second by `error.type`: a status, or the name of the error that was thrown. A new name after a deployment points at the change.',
      unit: '{request}/s',
      isStacked: true,
      queries: [
        query(
          `${rate(DURATION, { where: failed, by: ['error.type'] }, 'count')} or on () label_replace(${rate(DURATION, { where }, 'count')} * 0, "${q.label('error.type')}", "none", "", "")`,
          legend(q, 'error.type'),
        ),
      ],
      links: [
        {
          title: 'Traces of failed requests',
          to: `traces:{ resource.service.name = "\${service}" && kind = server && status = error }`,
        },
      ],
    }),
    graph({
      title: 'Duration',
      description:
        'How long requests take: the median, and what one of 20 and one of 100 exceeds. The distance between them says whether all or few are slow.',
      unit: 's',
      series: PERCENTILES,
      queries: [
        query(quantile(0.5, DURATION, { where }), '50th percentile'),
        query(quantile(0.95, DURATION, { where }), '95th percentile'),
        query(quantile(0.99, DURATION, { where }), '99th percentile'),
      ],
      links: [
        {
          title: 'Traces of slow requests',
          to: `traces:${traces.replace(' }', ' && duration > 500ms }')}`,
        },
      ],
    }),
    heatmap({
      title: 'Durations',
      description:
        'How many requests took how long. Two bands are two kinds of requests, such as hits and misses of a cache.',
      unit: 's',
      queries: [query(rate(DURATION, { where, by: ['le'] }, 'bucket'), legend(q, 'le'))],
    }),
  ];
}
