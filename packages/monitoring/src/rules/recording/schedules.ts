import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';

/** Whether schedules keep their times, over all replicas. */
export const schedules: RecordingSource = {
  name: 'schedules',
  rules: (context) => ifEmitted(context, 'jobs', () => rules(context)),
  tests: (context) => [test(context)],
};

function rules({ q }: RuleContext) {
  const by = q.byService('fluxora.job.schedule.name');
  return [
    {
      record: 'service_schedule:success_age_seconds:min',
      expr: `time() - max by (${by}) (${q.metric('fluxora.job.schedule.last_success.time')})`,
      unit: 's',
      description: 'Since the last run that ended well, on any replica.',
    },
    {
      // A replica that does not lead keeps an older plan: the latest due time counts.
      record: 'service_schedule:overdue_seconds:min',
      expr: `time() - max by (${by}) (${q.metric('fluxora.job.schedule.next_run.time')})`,
      unit: 's',
      description: 'Above 0: a run is due and has not begun. Below: the time until the next.',
    },
    {
      record: 'service_schedule:schedule_runs:increase1d',
      expr: `sum by (${by}, ${q.label('fluxora.job.outcome')}) (increase(${q.metric('fluxora.job.schedule.runs')}[1d]))`,
      unit: '{run}',
    },
    {
      record: 'service_schedule:schedule_missed:increase1d',
      expr: `sum by (${by}) (increase(${q.metric('fluxora.job.schedule.missed')}[1d]))`,
      unit: '{run}',
    },
  ];
}

function test({ q }: RuleContext): RuleTest {
  const schedule = { ...API, fluxora_job_schedule_name: 'nightly' };
  const metric = q.metric('fluxora.job.schedule.last_success.time');
  return {
    name: 'the last success of any replica counts',
    input: [
      series(metric, { ...schedule, service_instance_id: 'a' }, '60x20'),
      series(metric, { ...schedule, service_instance_id: 'b' }, '600x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_schedule:success_age_seconds:min',
        expected: [{ labels: schedule, value: 300 }],
      },
    ],
  };
}
