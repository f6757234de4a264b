import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const SCHEDULE = 'fluxora.job.schedule.name';
const BY_SCHEDULE = [...BY_SERVICE, SCHEDULE];

export const scheduleMissed: AlertSource = {
  name: 'ScheduleMissed',
  area: 'jobs',
  severity: 'page',
  needs: 'jobs',
  for: '2m',
  labels: BY_SCHEDULE,
  summary:
    'Schedule {{ $labels.fluxora_job_schedule_name }} did not run: {{ $value | humanizeDuration }} overdue',
  description:
    'A run of schedule {{ $labels.fluxora_job_schedule_name }} of {{ $labels.service_name }} was due {{ $value | humanizeDuration }} ago and has not begun, which is longer than it may be late.',
  dashboard: 'jobs',
  inhibits: [{ alert: 'ScheduleAbsent', equal: BY_SCHEDULE }],
  runbook: {
    meaning:
      'The earliest run that is due lies further in the past than the tolerance of the schedule. It also fires when the process is gone: then the last due time that it had told counts.',
    impact:
      'What the run makes is not there: the forecasts of the night, the report of the morning. Nobody catches up by itself.',
    diagnosis: [
      {
        step: 'See when the run was due, and whether the process still says so.',
        query: ({ q, scope }) =>
          `max by (${q.byService(SCHEDULE)}) (last_over_time(${q.metric('fluxora.job.schedule.next_run.time')}{${scope.selector}}[2d])) * 1000`,
      },
      {
        step: 'See whether the process was up at that time.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('process.uptime')}{${scope.selector}})`,
      },
      {
        step: 'See whether its event loop was blocked: then timers come late.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (max_over_time(${q.metric('nodejs.eventloop.delay.max')}{${scope.selector}}[1h]))`,
      },
      {
        step: 'See whether runs were left out on purpose, and why.',
        query: ({ q, scope }) =>
          `sum by (${q.byService(SCHEDULE, 'fluxora.job.schedule.skip_reason')}) (increase(${q.metric('fluxora.job.schedule.skipped')}{${scope.selector}}[1d]))`,
      },
    ],
    mitigation: [
      'Run it by hand now, before looking for the cause, when something waits for the result.',
      'The process is gone: start it; then run by hand what it missed.',
      'The last Sunday of March or October: node-cron leaves out what falls into the changed hour; move the schedule out of 02:00 to 03:00, or use croner.',
    ],
    escalation:
      'The owners of the schedule at once. When a market closes before the result can be there: those who bid, too.',
    reviewed: REVIEWED,
  },
  // The newest of all processes counts: one that was replaced leaves its due time behind. A schedule that was paused, or has no run
  // left, tells no due time while its process lives, and what it told before does not count.
  expr: ({ q, scope }) => {
    const last = (metric: string): string =>
      `max by (${q.byService(SCHEDULE)}) (last_over_time(${q.metric(metric)}{${scope.selector}}[2d]))`;
    return `time() - (
  max by (${q.byService(SCHEDULE)}) (${q.metric('fluxora.job.schedule.next_run.time')}{${scope.selector}})
  or
  (
    ${last('fluxora.job.schedule.next_run.time')}
    unless on (${q.byService()})
    ${q.metric('process.uptime')}{${scope.selector}}
  )
)
> on (${q.byService(SCHEDULE)})
${last('fluxora.job.schedule.tolerance')}`;
  },
  tests: (context) => {
    const schedule = { [SCHEDULE]: 'nightly-forecast' };
    const fires = [labelsOf(context, schedule)];
    const due = (values: string, instance = 'a') =>
      series(
        context,
        'fluxora.job.schedule.next_run.time',
        { ...schedule, 'service.instance.id': instance },
        values,
      );
    const shared = (length: number) => [
      series(context, 'fluxora.job.schedule.tolerance', schedule, `300x${length}`),
      series(context, 'process.uptime', {}, `0+60x${length}`),
    ];
    return [
      {
        name: 'fires when a run that was due after an hour has not begun',
        input: [due('3600x120'), ...shared(120)],
        alerts: [
          { at: '65m', firing: [] },
          { at: '68m', firing: fires },
        ],
      },
      {
        name: 'fires when the process died before the run, a day later as well',
        interval: '5m',
        input: [due('7200x6'), ...shared(6)],
        alerts: [
          { at: '2h', firing: [] },
          { at: '2h20m', firing: fires },
          { at: '26h', firing: fires },
        ],
      },
      {
        name: 'is silent when the run begins within its tolerance, or another process has taken over',
        input: [due('3600x64 90000x56'), due('90000x100', 'b'), ...shared(120)],
        alerts: [
          { at: '70m', firing: [] },
          { at: '110m', firing: [] },
        ],
      },
      {
        name: 'is silent when the schedule is paused while its process lives',
        input: [due('3600x40'), ...shared(120)],
        alerts: [{ at: '110m', firing: [] }],
      },
    ];
  },
};
