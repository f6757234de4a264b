import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { labelled } from '../support/inventory.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const SCHEDULE = 'fluxora.job.schedule.name';

export const scheduleAbsent: AlertSource = {
  name: 'ScheduleAbsent',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  isWanted: ({ monitoring }) =>
    monitoring.services.some(({ schedules = [] }) => schedules.length > 0),
  for: '30m',
  labels: [...BY_SERVICE, SCHEDULE],
  summary:
    '{{ $labels.service_name }} does not know schedule {{ $labels.fluxora_job_schedule_name }}',
  description:
    '{{ $labels.service_name }} runs, and has said nothing about schedule {{ $labels.fluxora_job_schedule_name }} for half an hour. It was renamed, removed, stopped, or was never started.',
  dashboard: 'jobs',
  runbook: {
    meaning:
      'The definition lists a schedule of which no process of the service tells the next run. Nobody can say whether it is late, since nobody knows when it is due.',
    impact: 'The runs of this schedule do not happen, and no other alert will say so.',
    diagnosis: [
      {
        step: 'See which schedules the service does know: was it renamed?',
        query: ({ q, scope }) =>
          `max by (${q.byService(SCHEDULE)}) (${q.metric('fluxora.job.schedule.tolerance')}{${scope.selector}})`,
      },
      {
        step: 'See when it was last known, and by which version.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.version', SCHEDULE)}) (last_over_time(${q.metric('fluxora.job.schedule.next_run.time')}{${scope.selector}}[14d]))`,
      },
      { step: 'Look in the log of the last start for errors at set-up of the schedule.' },
    ],
    mitigation: [
      'Paused by hand: let it go on.',
      'Renamed or removed on purpose: change `schedules` in the definition.',
      'Not started: correct the set-up and deploy.',
    ],
    escalation: 'The owners of the schedule, before its next run is due.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    if (schedulesOf(context).length === 0) return '';
    return `(
  ${declared(context)}
)
unless on (${q.byService(SCHEDULE)})
  ${q.metric('fluxora.job.schedule.next_run.time')}{${scope.selector}}
and on (${q.byService()})
  ${q.metric('process.uptime')}{${scope.selector}}`;
  },
  tests: (context) => {
    const [first, ...others] = schedulesOf(context);
    if (first === undefined) return [];
    const of = { 'service.name': first.service, [SCHEDULE]: first.schedule };
    const up = [
      series(context, 'process.uptime', { 'service.name': first.service }, '0+60x60'),
      ...others.map(({ service, schedule }) =>
        series(
          context,
          'fluxora.job.schedule.next_run.time',
          { 'service.name': service, [SCHEDULE]: schedule },
          '9000x60',
        ),
      ),
    ];
    return [
      {
        name: 'fires when the process lives and does not know the schedule',
        input: [
          ...up,
          series(
            context,
            'fluxora.job.schedule.next_run.time',
            { ...of, [SCHEDULE]: 'renamed' },
            '9000x60',
          ),
        ],
        alerts: [
          { at: '25m', firing: [] },
          { at: '35m', firing: [labelsOf(context, of)] },
        ],
      },
      {
        name: 'is silent when it knows it, and leaves a process that is gone to others',
        input: [...up, series(context, 'fluxora.job.schedule.next_run.time', of, '9000x60')],
        alerts: [
          { at: '50m', firing: [] },
          { at: '110m', firing: [] },
        ],
      },
    ];
  },
};

function schedulesOf({ scope }: AlertContext) {
  return scope.services.flatMap(({ name, schedules = [] }) =>
    schedules.map((schedule) => ({ service: name, schedule })),
  );
}

/** One sample for each schedule that is declared. */
function declared(context: AlertContext): string {
  const { monitoring, q } = context;
  return schedulesOf(context)
    .map(({ service, schedule }) =>
      labelled('vector(1)', {
        [q.label('deployment.environment.name')]: monitoring.targets.environment,
        [q.label('service.name')]: service,
        [q.label(SCHEDULE)]: schedule,
      }),
    )
    .join('\n  or ');
}
