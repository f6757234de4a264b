import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const SCHEDULE = 'fluxora.job.schedule.name';
const BY_SCHEDULE = [...BY_SERVICE, SCHEDULE];

export const scheduleRunLost: AlertSource = {
  name: 'ScheduleRunLost',
  area: 'jobs',
  severity: 'page',
  needs: 'jobs',
  for: '3m',
  // What decides is out of sight after half an hour; the run is still missing.
  keepFiringFor: '1h',
  labels: BY_SCHEDULE,
  summary: 'A run of schedule {{ $labels.fluxora_job_schedule_name }} fell between two processes',
  description:
    'A run of schedule {{ $labels.fluxora_job_schedule_name }} of {{ $labels.service_name }} was due {{ $value | humanizeDuration }} ago. No process began it, and those that live now wait for the next one: the service was down, or was just being replaced.',
  dashboard: 'jobs',
  inhibits: [{ alert: 'ScheduleMissed', equal: BY_SCHEDULE }],
  runbook: {
    meaning:
      'Half an hour ago a process announced this run. Its time has passed, no process counted a run or left one out on purpose, and the next time that is announced is a later one. A process that starts after the due time knows nothing of it.',
    impact:
      'What the run makes is not there until the next one: of a nightly schedule, for a day. ScheduleMissed does not see it, since nobody is late.',
    diagnosis: [
      {
        step: 'See which process was there at the due time, and which came after.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', 'service.version')}) (${q.metric('process.uptime')}{${scope.selector}})`,
      },
      {
        step: 'See how the announced time jumped.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id', SCHEDULE)}) (${q.metric('fluxora.job.schedule.next_run.time')}{${scope.selector}}) - time()`,
      },
      {
        step: 'See when it last succeeded.',
        query: ({ q, scope }) =>
          `time() - max by (${q.byService(SCHEDULE)}) (last_over_time(${q.metric('fluxora.job.schedule.last_success.time')}{${scope.selector}}[7d]))`,
      },
    ],
    mitigation: [
      'Run it by hand now, when something waits for the result.',
      'The time of the schedule was changed by a deployment: nothing is lost; wait for the new time.',
      'It happens again: do not deploy at that time, or hand the schedule to a queue that keeps it (BullMQ, pg-boss).',
    ],
    escalation:
      'The owners of the schedule at once. When a market closes before the next run: those who bid, too.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) => {
    const by = q.byService(SCHEDULE);
    const nextRun = `${q.metric('fluxora.job.schedule.next_run.time')}{${scope.selector}}`;
    const due = `max by (${by}) (last_over_time(${nextRun}[1d] offset 30m))`;
    const happened = (counter: string): string =>
      `sum by (${by}) ${growth(`${counter}{${scope.selector}}`, '40m')} > 0`;
    return `(
  time() - ${due}
  > on (${by})
  max by (${by}) (last_over_time(${q.metric('fluxora.job.schedule.tolerance')}{${scope.selector}}[1d]))
)
and on (${by})
max by (${by}) (${nextRun}) > on (${by}) ${due}
unless on (${by})
${happened(q.metric('fluxora.job.schedule.lag', 'count'))}
unless on (${by})
${happened(q.metric('fluxora.job.schedule.skipped'))}`;
  },
  tests: (context) => {
    const schedule = { [SCHEDULE]: 'nightly-forecast' };
    const of = (metric: string, values: string, more = {}) =>
      series(context, metric, { ...schedule, ...more }, values);
    const b = { 'service.instance.id': 'b' };
    const tolerance = of('fluxora.job.schedule.tolerance', '300x150');
    // Due after two hours, while one process goes and another comes.
    const replaced = [
      of('fluxora.job.schedule.next_run.time', '7200x118'),
      of('fluxora.job.schedule.next_run.time', '_x122 93600x60', b),
      tolerance,
    ];
    return [
      {
        name: 'fires when the process of the run went before it and another came after, and stays for an hour',
        input: replaced,
        alerts: [
          { at: '124m', firing: [] },
          { at: '130m', firing: [labelsOf(context, schedule)] },
          { at: '175m', firing: [labelsOf(context, schedule)] },
        ],
      },
      {
        name: 'is silent when the new process began it, and when it was left out on purpose',
        input: [
          ...replaced,
          of('fluxora.job.schedule.lag:count', '_x122 1x60', b),
          ...replaced.map((each) => ({
            ...each,
            series: each.series.replace('nightly-forecast', 'paused'),
          })),
          of('fluxora.job.schedule.skipped', '_x122 1x60', {
            ...b,
            [SCHEDULE]: 'paused',
            'fluxora.job.schedule.skip_reason': 'paused',
          }),
        ],
        alerts: [
          { at: '130m', firing: [] },
          { at: '150m', firing: [] },
        ],
      },
      {
        name: 'is silent about a schedule that runs every few minutes, and leaves one that is late to others',
        input: [
          of('fluxora.job.schedule.next_run.time', '300+60x180', { [SCHEDULE]: 'weather' }),
          of('fluxora.job.schedule.lag:count', '0+1x180', { [SCHEDULE]: 'weather' }),
          of('fluxora.job.schedule.tolerance', '60x180', { [SCHEDULE]: 'weather' }),
          of('fluxora.job.schedule.next_run.time', '3600x180'),
          tolerance,
        ],
        alerts: [
          { at: '80m', firing: [] },
          { at: '150m', firing: [] },
        ],
      },
    ];
  },
};
