import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { clicked, clickedColumn, legend } from '../parts/labels.ts';
import { graph, heatmap, now, query, rising, table } from '../parts/panels.ts';
import { createPhrases, ratio, share } from '../parts/phrases.ts';
import { OUTCOMES } from '../parts/styles.ts';
import { FINISHED, JOB, OUTCOME, ofJob } from './job-queries.ts';

export function runs(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, quantile } = createPhrases(q);
  const where = ofJob(context);
  const by = [JOB];
  const failed = `${where}, ${q.label(OUTCOME)}=~"failed|timed_out"`;
  const all = rate(FINISHED, { by, where });
  const column = clickedColumn('Job');
  const links = [
    {
      title: 'Traces of the job',
      to: `traces:{ span.fluxora.job.name = "${clicked(q, JOB)}" }`,
    },
  ];
  return [
    table({
      title: 'By job',
      description: 'Every kind of job. Click one for its traces.',
      height: 7,
      queries: [
        now(all),
        now(share(rate(FINISHED, { by, where: failed }), all)),
        now(
          ratio(
            rate('fluxora.job.retries', { by, where }),
            rate('fluxora.job.started', { by, where }),
          ),
        ),
        now(quantile(0.95, 'fluxora.job.wait.duration', { by, where })),
        now(quantile(0.5, 'fluxora.job.duration', { by, where })),
        now(quantile(0.95, 'fluxora.job.duration', { by, where })),
      ],
      columns: [
        {
          from: q.label(JOB),
          title: 'Job',
          link: {
            title: 'Traces of the job',
            to: `traces:{ span.fluxora.job.name = "${column}" }`,
          },
        },
        { from: 'A', title: 'Finished', unit: '{job}/s', decimals: 3, sort: 'descending' },
        { from: 'B', title: 'Failed', unit: '1', decimals: 1, steps: rising(0.01, 0.05) },
        {
          from: 'C',
          title: 'Retries per attempt',
          unit: '1',
          decimals: 1,
          steps: rising(0.05, 0.2),
        },
        { from: 'D', title: 'Waited (95th)', unit: 's' },
        { from: 'E', title: 'Took (median)', unit: 's' },
        { from: 'F', title: 'Took (95th)', unit: 's' },
      ],
    }),
    graph({
      title: 'Outcomes',
      description: 'Jobs that ended per second by outcome, each once, after its last attempt.',
      unit: '{job}/s',
      isStacked: true,
      series: OUTCOMES,
      queries: [query(rate(FINISHED, { by: [OUTCOME], where }), legend(q, OUTCOME))],
    }),
    graph({
      title: 'Retries',
      description:
        'Attempts per second that failed and are tried again. Rising retries announce failures.',
      unit: '{attempt}/s',
      queries: [query(rate('fluxora.job.retries', { by, where }), legend(q, JOB))],
      links,
    }),
    graph({
      title: '95th percentile of duration',
      description: 'What one of twenty jobs exceeds, by kind.',
      unit: 's',
      queries: [query(quantile(0.95, 'fluxora.job.duration', { by, where }), legend(q, JOB))],
      links,
    }),
    heatmap({
      title: 'Durations of jobs',
      description: 'How many jobs took how long.',
      unit: 's',
      queries: [
        query(rate('fluxora.job.duration', { by: ['le'], where }, 'bucket'), legend(q, 'le')),
      ],
    }),
  ];
}

export function instances(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, sum } = createPhrases(q);
  const where = ofJob(context);
  const by = ['service.instance.id'];
  return [
    graph({
      title: 'Jobs by instance',
      description:
        'Jobs that ended per second. An instance that takes none has stopped working on its queue.',
      unit: '{job}/s',
      queries: [query(rate(FINISHED, { by, where }), legend(q, ...by))],
    }),
    graph({
      title: 'Running jobs by instance',
      description: 'Jobs that run on each instance.',
      unit: '{job}',
      queries: [query(sum('fluxora.job.active.count', { by, where }), legend(q, ...by))],
    }),
  ];
}
