import type { RuleContext } from '../rules/recording-source.ts';
import type { DashboardSource, Panel } from './dashboard-source.ts';
import { emits } from './parts/emits.ts';
import { clicked, clickedColumn, legend } from './parts/labels.ts';
import {
  collapsed,
  graph,
  heatmap,
  noneIsGood,
  now,
  query,
  rising,
  row,
  stat,
  table,
} from './parts/panels.ts';
import { createPhrases, ratio, share } from './parts/phrases.ts';
import { LIMIT, OUTCOMES } from './parts/styles.ts';
import { environmentVariable, labelVariable, serviceVariable } from './parts/variables.ts';

const FINISHED = 'fluxora.job.finished';
const JOB = 'fluxora.job.name';
const QUEUE = 'fluxora.job.queue';
const SCHEDULE = 'fluxora.job.schedule.name';
const OUTCOME = 'fluxora.job.outcome';

/** Work that nobody waits for at a screen: queues, jobs and schedules. */
export const jobs: DashboardSource = {
  name: 'jobs',
  isWanted: (context) => emits(context, 'jobs'),
  dashboard: (context) => ({
    title: 'Jobs',
    description:
      'Queues, what waits in them and for how long; jobs, how they end and how long they take; schedules, when they ran, run next, and what they missed.',
    tags: ['jobs'],
    audience: 'engineer',
    variables: [
      environmentVariable(context),
      serviceVariable(context, { metric: FINISHED }),
      labelVariable(context, 'queue', 'Queue', QUEUE, { metric: FINISHED }),
      labelVariable(context, 'job', 'Job', JOB, { metric: FINISHED }),
    ],
    from: 'now-12h',
    rows: [
      row('Now', present(context)),
      row('Queues', queues(context)),
      row('Jobs', runs(context)),
      row('Schedules', schedules(context)),
      collapsed('Trouble', trouble(context)),
      collapsed('Instances', instances(context)),
    ],
  }),
};

const inQueue = ({ q }: RuleContext): string => `${q.label(QUEUE)}=~"$queue"`;
const ofJob = (context: RuleContext): string =>
  `${inQueue(context)}, ${context.q.label(JOB)}=~"$job"`;

function present(context: RuleContext): readonly Panel[] {
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

function queues(context: RuleContext): readonly Panel[] {
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

function runs(context: RuleContext): readonly Panel[] {
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

function schedules({ q }: RuleContext): readonly Panel[] {
  const { max, quantile, increase } = createPhrases(q);
  const by = [SCHEDULE];
  const name = legend(q, SCHEDULE);
  return [
    table({
      title: 'Schedules',
      description:
        'When each schedule runs next and when it last succeeded. A next run in the past by more than the tolerance is a missed one.',
      height: 6,
      queries: [
        now(`${max('fluxora.job.schedule.next_run.time', { by })} - time()`),
        now(`time() - ${max('fluxora.job.schedule.last_success.time', { by })}`),
        now(max('fluxora.job.schedule.tolerance', { by })),
        now(increase('fluxora.job.schedule.runs', { by, window: '$__range' })),
        now(increase('fluxora.job.schedule.missed', { by, window: '$__range' })),
      ],
      columns: [
        { from: q.label(SCHEDULE), title: 'Schedule', sort: 'ascending' },
        {
          from: 'A',
          title: 'Next run in',
          unit: 's',
          decimals: 1,
          steps: [
            { from: -Infinity, color: 'red' },
            { from: -60, color: 'green' },
          ],
        },
        { from: 'B', title: 'Last success', unit: 's', decimals: 1 },
        { from: 'C', title: 'Tolerance', unit: 's', decimals: 1 },
        { from: 'D', title: 'Runs', unit: '{run}', decimals: 0 },
        { from: 'E', title: 'Missed', unit: '{run}', decimals: 0, steps: noneIsGood },
      ],
    }),
    graph({
      title: 'Runs of schedules',
      description: 'Runs that ended within an hour, by schedule and outcome.',
      unit: '{run}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      width: 6,
      series: OUTCOMES,
      queries: [
        query(
          increase('fluxora.job.schedule.runs', { by: [SCHEDULE, OUTCOME], window: '1h' }),
          `${name} ${legend(q, OUTCOME)}`,
        ),
      ],
    }),
    graph({
      title: 'Lag',
      description: '95th percentile of how much later than planned runs began.',
      unit: 's',
      width: 6,
      queries: [query(quantile(0.95, 'fluxora.job.schedule.lag', { by, window: '1h' }), name)],
    }),
    graph({
      title: 'Runs that did not take place',
      description: 'Runs per hour that were skipped or overlapped with the one before.',
      unit: '{run}',
      drawnAs: 'bars',
      interval: '1h',
      width: 6,
      queries: [
        query(increase('fluxora.job.schedule.skipped', { by, window: '1h' }), `${name} skipped`),
        query(
          increase('fluxora.job.schedule.overlapped', { by, window: '1h' }),
          `${name} overlapped`,
        ),
        query(increase('fluxora.job.schedule.missed', { by, window: '1h' }), `${name} missed`),
      ],
    }),
    graph({
      title: 'Duration of runs',
      width: 6,
      description: '95th percentile of how long runs took. Longer than the interval, runs overlap.',
      unit: 's',
      queries: [query(quantile(0.95, 'fluxora.job.schedule.duration', { by, window: '1h' }), name)],
    }),
  ];
}

function trouble(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { increase, max, quantile } = createPhrases(q);
  const where = ofJob(context);
  const by = [JOB];
  const name = legend(q, JOB);
  const perHour = (title: string, description: string, metric: string): Panel =>
    graph({
      title,
      description,
      unit: '{job}',
      drawnAs: 'bars',
      isStacked: true,
      interval: '1h',
      width: 8,
      queries: [query(increase(metric, { by, where, window: '1h' }), name)],
    });
  return [
    perHour(
      'Dead letters per hour',
      'Jobs that were given up after their last attempt. Look at them, mend the cause, send them again.',
      'fluxora.job.dead_lettered',
    ),
    perHour(
      'Stalled per hour',
      'Jobs whose worker fell silent: it crashed, or its event loop was blocked for too long.',
      'fluxora.job.stalled',
    ),
    perHour(
      'Deduplicated per hour',
      'Jobs that were not queued since the same one was there already. Many may mean that somebody retries in a loop.',
      'fluxora.job.deduplicated',
    ),
    graph({
      title: 'Oldest running job',
      width: 8,
      description: 'How long the oldest job runs already. One that never ends holds a worker.',
      unit: 's',
      queries: [query(max('fluxora.job.active.oldest_age', { by, where }), name)],
    }),
    graph({
      title: 'Oldest heartbeat',
      width: 8,
      description: 'Time since the most silent of the running jobs gave a sign. Rising: it hangs.',
      unit: 's',
      queries: [query(max('fluxora.job.heartbeat.oldest_age', { by, where }), name)],
    }),
    graph({
      title: 'From queued to done',
      width: 8,
      description: '95th percentile of the whole time of a job, all attempts and waits included.',
      unit: 's',
      queries: [query(quantile(0.95, 'fluxora.job.end_to_end.duration', { by, where }), name)],
    }),
  ];
}

function instances(context: RuleContext): readonly Panel[] {
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
