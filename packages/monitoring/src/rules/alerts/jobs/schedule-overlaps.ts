import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const SCHEDULE = 'fluxora.job.schedule.name';

export const scheduleOverlaps: AlertSource = {
  name: 'ScheduleOverlaps',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  for: '0s',
  keepFiringFor: '1h',
  labels: [...BY_SERVICE, SCHEDULE],
  summary:
    'Schedule {{ $labels.fluxora_job_schedule_name }} was due {{ $value | humanize }} times while it still ran',
  description:
    'Within six hours schedule {{ $labels.fluxora_job_schedule_name }} of {{ $labels.service_name }} was due {{ $value | humanize }} times while the run before had not ended. Runs take longer than the time between them.',
  dashboard: 'jobs',
  thresholds: ['scheduleOverlaps'],
  runbook: {
    meaning:
      'The run before was still going on when the next one was due. Depending on the schedule the next one was left out, or both ran at once.',
    impact:
      'Left out: data are older than promised. Both at once: the work is done twice and may collide.',
    diagnosis: [
      {
        step: 'See whether runs have become longer.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService(SCHEDULE)}, le) (increase(${q.metric('fluxora.job.schedule.duration', 'bucket')}{${scope.selector}}[6h])))`,
      },
      {
        step: 'See whether the next runs were left out.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(SCHEDULE, 'fluxora.job.schedule.skip_reason')}) (increase(${q.metric('fluxora.job.schedule.skipped')}{${scope.selector}}[6h]))`,
      },
      {
        step: 'Open the trace of a long run (span `fluxora.job.schedule.run`) and see where the time goes.',
      },
    ],
    mitigation: [
      'Make the run shorter: smaller pieces, more at once, an index.',
      'Run it less often.',
      'Both ran at once and must not: switch the protection of the library on (`noOverlap`, `protect`).',
    ],
    escalation: 'The owners of the schedule, in working hours.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    return `sum by (${q.byService(SCHEDULE)}) (increase(${q.metric('fluxora.job.schedule.overlapped')}{${scope.selector}}[6h])) >= ${limit(context, 'scheduleOverlaps')}`;
  },
  tests: (context) => [
    {
      name: 'fires when every run of the hour meets the one before',
      interval: '5m',
      input: [
        series(
          context,
          'fluxora.job.schedule.overlapped',
          { [SCHEDULE]: 'weather' },
          '0x12 0+1x60',
        ),
      ],
      alerts: [
        { at: '1h', firing: [] },
        { at: '2h', firing: [labelsOf(context, { [SCHEDULE]: 'weather' })] },
      ],
    },
    {
      name: 'is silent about a single overlap',
      interval: '5m',
      input: [
        series(context, 'fluxora.job.schedule.overlapped', { [SCHEDULE]: 'weather' }, '0x12 1x60'),
      ],
      alerts: [{ at: '2h', firing: [] }],
    },
  ],
};
