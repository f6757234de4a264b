import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { legend } from '../parts/labels.ts';
import { graph, noneIsGood, now, query, table } from '../parts/panels.ts';
import { createPhrases } from '../parts/phrases.ts';
import { OUTCOMES } from '../parts/styles.ts';
import { JOB, OUTCOME, SCHEDULE, ofJob } from './job-queries.ts';

export function schedules({ q }: RuleContext): readonly Panel[] {
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

export function trouble(context: RuleContext): readonly Panel[] {
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
