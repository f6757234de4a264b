import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { jobShape } from './jobs.ts';
import { ratio, redDayRules, redRules, sumOfRates } from './shapes.ts';
import { SLOW_INTERVAL } from './slow-interval.ts';

/** Jobs over an hour and a day: many run once a night. */
export const jobsHistory: RecordingSource = {
  name: 'jobs-history',
  interval: SLOW_INTERVAL,
  rules: (context) =>
    ifEmitted(context, 'jobs', () => {
      const shape = jobShape(context, '1h');
      return [...redRules(shape), ...redDayRules(shape), averageDuration(context)];
    }),
  tests: (context) => [test(context)],
};

function averageDuration({ q }: RuleContext) {
  const by = q.byService('fluxora.job.name');
  return {
    record: 'service_job:job_duration_seconds:avg1h',
    expr: ratio(
      sumOfRates(by, q.metric('fluxora.job.duration', 'sum'), '1h'),
      sumOfRates(by, q.metric('fluxora.job.duration', 'count'), '1h'),
    ),
    unit: 's',
  };
}

function test({ q }: RuleContext): RuleTest {
  const job = { ...API, fluxora_job_name: 'nightly' };
  const ok = { ...job, fluxora_job_outcome: 'ok' };
  return {
    name: 'the mean duration of an hour is known as long as a job ended in it',
    input: [
      series(q.metric('fluxora.job.duration', 'count'), ok, '0x10 1x100'),
      series(q.metric('fluxora.job.duration', 'sum'), ok, '0x10 90x100'),
    ],
    values: [
      {
        at: '30m',
        expr: 'service_job:job_duration_seconds:avg1h',
        expected: [{ labels: job, value: 90 }],
      },
      { at: '90m', expr: 'service_job:job_duration_seconds:avg1h', expected: [] },
    ],
  };
}
