import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, noneIsGood, now, query, rising, stat } from '../parts/panels.ts';
import { createPhrases, share } from '../parts/phrases.ts';
import { LIMIT } from '../parts/styles.ts';
import { FINISHED, OUTCOME, QUEUE, inQueue, ofJob } from './job-queries.ts';

export function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { rate, sum, max, increase } = createPhrases(q);
  const where = ofJob(context);
  const failed = `${where}, ${q.label(OUTCOME)}=~"failed|timed_out"`;
  return [
    stat({
      title: 'Jobs finished',
      description: 'Jobs that ended per second, whatever the outcome.',
      unit: '{job}/s',
      queries: [query(rate(FINISHED, { where }))],
    }),
    stat({
      title: 'Failed',
      description: 'Share of jobs that failed or timed out for good, after all attempts.',
      unit: '1',
      decimals: 1,
      steps: rising(0.01, 0.05),
      noValue: 'no jobs',
      queries: [query(share(rate(FINISHED, { where: failed }), rate(FINISHED, { where })))],
    }),
    stat({
      title: 'Waiting',
      description: 'Jobs that could be worked on and are not yet.',
      unit: '{job}',
      queries: [
        query(
          sum('fluxora.job.queue.depth', {
            where: `${inQueue(context)}, ${q.label('fluxora.job.queue.state')}="waiting"`,
          }),
        ),
      ],
    }),
    stat({
      title: 'Oldest waiting',
      description: 'How long the oldest job has waited. What matters more than how many wait.',
      unit: 's',
      decimals: 1,
      steps: rising(300, 1800),
      queries: [query(max('fluxora.job.queue.oldest_age', { where: inQueue(context) }))],
    }),
    stat({
      title: 'Dead letters',
      description: 'Jobs that were given up over the time range. Each waits for a person.',
      unit: '{job}',
      decimals: 0,
      steps: noneIsGood,
      queries: [now(increase('fluxora.job.dead_lettered', { where, window: '$__range' }))],
    }),
    stat({
      title: 'Missed runs',
      description: 'Runs of schedules that did not take place over the time range.',
      unit: '{run}',
      decimals: 0,
      steps: noneIsGood,
      queries: [now(increase('fluxora.job.schedule.missed', { window: '$__range' }))],
    }),
  ];
}

export function queues(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max, quantile, sum } = createPhrases(q);
  const where = inQueue(context);
  const state = 'fluxora.job.queue.state';
  return [
    graph({
      title: 'Depth',
      description:
        'Jobs by state over all chosen queues. Waiting ones that only rise need more workers.',
      unit: '{job}',
      isStacked: true,
      series: [
        { name: 'active', color: 'green' },
        { name: 'waiting', color: 'yellow' },
        { name: 'delayed', color: 'blue' },
        { name: '/(failed|dead_lettered)/', color: 'red' },
      ],
      queries: [
        // Every replica sees the same queue: the largest of their answers, not their sum.
        query(
          `sum by (${q.label(state)}) (${max('fluxora.job.queue.depth', { by: [QUEUE, state], where: `${where}, ${q.label(state)}!="completed"` })})`,
          legend(q, state),
        ),
      ],
    }),
    graph({
      title: 'Oldest waiting job',
      description:
        'How long the oldest job of each queue has waited. A steady climb is a queue that nobody works on.',
      unit: 's',
      queries: [
        query(max('fluxora.job.queue.oldest_age', { by: [QUEUE], where }), legend(q, QUEUE)),
      ],
    }),
    graph({
      title: 'Time waited',
      description: '95th percentile of how long jobs waited until they began.',
      unit: 's',
      queries: [
        query(
          quantile(0.95, 'fluxora.job.wait.duration', { by: [QUEUE], where }),
          legend(q, QUEUE),
        ),
      ],
    }),
    graph({
      title: 'Workers in use',
      description:
        'Jobs that run, and how many could. At the limit with jobs waiting: add workers or raise the concurrency.',
      unit: '{job}',
      series: [LIMIT],
      queries: [
        query(sum('fluxora.job.active.count', { by: [QUEUE], where }), legend(q, QUEUE)),
        query(
          sum('fluxora.job.concurrency.limit', { by: [QUEUE], where }),
          `${legend(q, QUEUE)} limit`,
        ),
      ],
    }),
  ];
}
