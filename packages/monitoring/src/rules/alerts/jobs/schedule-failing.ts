import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const SCHEDULE = 'fluxora.job.schedule.name';

export const scheduleFailing: AlertSource = {
  name: 'ScheduleFailing',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  for: '1m',
  labels: [...BY_SERVICE, SCHEDULE],
  summary:
    'Schedule {{ $labels.fluxora_job_schedule_name }} failed {{ $value | humanize }} times and has not succeeded since',
  description:
    'Within six hours {{ $value | humanize }} runs of schedule {{ $labels.fluxora_job_schedule_name }} of {{ $labels.service_name }} failed, and none succeeded.',
  dashboard: 'jobs',
  runbook: {
    meaning:
      'Runs of the schedule begin in time and end with an error. One success within six hours ends the alert.',
    impact: 'What the run makes is as old as its last success.',
    diagnosis: [
      {
        step: 'See which errors end the runs.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(SCHEDULE, 'fluxora.job.outcome', 'error.type')}) (increase(${q.metric('fluxora.job.schedule.runs')}{${scope.selector}}[6h]))`,
      },
      {
        step: 'See how old the last success is.',
        query: ({ q, scope }) =>
          `time() - max by (${q.byService(SCHEDULE)}) (last_over_time(${q.metric('fluxora.job.schedule.last_success.time')}{${scope.selector}}[7d]))`,
      },
      {
        step: 'Open the trace of the last run (span `fluxora.job.schedule.run`): its last failing child says what went wrong.',
      },
    ],
    mitigation: [
      'The cause is gone: run it by hand, rather than wait for its next time.',
      'A new version: roll back, and run it by hand.',
    ],
    escalation:
      'The owners of the schedule, within the working day; at once when its result is needed before the next run.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) => {
    const by = `sum by (${q.byService(SCHEDULE)})`;
    const ended = (outcomes: string): string =>
      growth(
        `${q.metric('fluxora.job.schedule.runs')}{${scope.selector}, ${q.label('fluxora.job.outcome')}=~"${outcomes}"}`,
        '6h',
      );
    return `${by} ${ended('failed|timed_out')} > 0
unless
${by} ${ended('ok')} > 0`;
  },
  tests: (context) => {
    const run = (outcome: string, values: string, name = 'nightly-forecast') =>
      series(
        context,
        'fluxora.job.schedule.runs',
        { [SCHEDULE]: name, 'fluxora.job.outcome': outcome },
        values,
      );
    return [
      {
        name: 'fires for the only run of the night when it fails, although its counter never was 0',
        interval: '5m',
        input: [run('ok', '1x290'), run('failed', '_x200 1x90')],
        alerts: [
          { at: '16h30m', firing: [] },
          { at: '16h50m', firing: [labelsOf(context, { [SCHEDULE]: 'nightly-forecast' })] },
          { at: '23h', firing: [] },
        ],
      },
      {
        name: 'is silent once a later run succeeded',
        interval: '5m',
        input: [run('ok', '0x210 1x90'), run('failed', '0x200 1x100')],
        alerts: [{ at: '17h40m', firing: [] }],
      },
    ];
  },
};
