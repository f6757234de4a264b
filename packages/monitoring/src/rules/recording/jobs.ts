import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { quantileOf, ratio, redRules, sumOfRates, type RedShape } from './shapes.ts';

/** Jobs by name: rate, failures, duration, waiting, age; and how full queues and workers are. */
export const jobs: RecordingSource = {
  name: 'jobs',
  rules: (context) =>
    ifEmitted(context, 'jobs', () => [
      ...redRules(jobShape(context, '5m')),
      ...waitRules(context),
      ...queueRules(context),
    ]),
  tests: (context) => [failureTest(context), queueTest(context)],
};

/** What a job is, for the windows of this group and of the history. Cancelled and skipped ones are neither good nor bad. */
export function jobShape({ q }: RuleContext, window: string): RedShape {
  const finished = q.metric('fluxora.job.finished');
  const outcome = q.label('fluxora.job.outcome');
  return {
    level: 'service_job',
    by: q.byService('fluxora.job.name'),
    window,
    names: {
      events: 'jobs_finished',
      errors: 'jobs_failed',
      errorRatio: 'job_failure_ratio',
      duration: 'job_duration_seconds',
    },
    events: `${finished}{${outcome}!~"cancelled|skipped"}`,
    errors: `${finished}{${outcome}=~"failed|timed_out"}`,
    bucket: q.metric('fluxora.job.duration', 'bucket'),
    unit: '{job}/s',
  };
}

function waitRules({ q }: RuleContext) {
  const by = q.byService('fluxora.job.name');
  const wait = q.metric('fluxora.job.wait.duration', 'bucket');
  return [
    ...Object.entries({ p50: 0.5, p95: 0.95, p99: 0.99 }).map(([name, quantile]) => ({
      record: `service_job:job_wait_seconds:${name}_5m`,
      expr: quantileOf(quantile, by, wait, '5m'),
      unit: 's',
    })),
    {
      record: 'service_job:jobs_enqueued:rate5m',
      expr: sumOfRates(by, q.metric('fluxora.job.enqueued'), '5m'),
      unit: '{job}/s',
    },
    {
      record: 'service_job:job_retries:rate5m',
      expr: sumOfRates(by, q.metric('fluxora.job.retries'), '5m'),
      unit: '{attempt}/s',
    },
    {
      record: 'service_job:jobs_dead_lettered:increase1h',
      expr: `sum by (${by}) (increase(${q.metric('fluxora.job.dead_lettered')}[1h]))`,
      unit: '{job}',
    },
    {
      record: 'service_job:job_active_age_seconds:max',
      expr: `max by (${by}) (${q.metric('fluxora.job.active.oldest_age')})`,
      unit: 's',
    },
    {
      record: 'service_job:jobs_active:sum',
      expr: `sum by (${by}) (${q.metric('fluxora.job.active.count')})`,
      unit: '{job}',
    },
  ];
}

/** Every process that looks reports the same queue: the maximum. What workers do adds up. */
function queueRules({ q }: RuleContext) {
  const queue = q.byService('fluxora.job.queue');
  return [
    {
      record: 'service_queue:queue_depth:max',
      expr: `max by (${queue}, ${q.label('fluxora.job.queue.state')}) (${q.metric('fluxora.job.queue.depth')})`,
      unit: '{job}',
    },
    {
      record: 'service_queue:queue_age_seconds:max',
      expr: `max by (${queue}) (${q.metric('fluxora.job.queue.oldest_age')})`,
      unit: 's',
    },
    {
      record: 'service_queue:worker_utilization:ratio',
      expr: ratio(
        `sum by (${queue}) (${q.metric('fluxora.job.active.count')})`,
        `sum by (${queue}) (${q.metric('fluxora.job.concurrency.limit')})`,
      ),
      unit: '1',
      description: 'Active jobs over the concurrency of all workers.',
    },
  ];
}

function failureTest({ q }: RuleContext): RuleTest {
  const job = { ...API, fluxora_job_name: 'nightly' };
  const finished = (outcome: string, values: string) =>
    series(q.metric('fluxora.job.finished'), { ...job, fluxora_job_outcome: outcome }, values);
  return {
    name: 'timeouts are failures, and what was cancelled does not count',
    input: [
      finished('ok', '0+54x20'),
      finished('failed', '0+3x20'),
      finished('timed_out', '0+3x20'),
      finished('cancelled', '0+60x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_job:job_failure_ratio:rate5m',
        expected: [{ labels: job, value: 0.1 }],
      },
    ],
  };
}

function queueTest({ q }: RuleContext): RuleTest {
  const queue = { ...API, fluxora_job_queue: 'forecasts' };
  const of = (service_instance_id: string, labels: Record<string, string> = {}) => ({
    ...queue,
    service_instance_id,
    ...labels,
  });
  const waiting = { fluxora_job_queue_state: 'waiting' };
  return {
    name: 'two workers see one queue, and share its work',
    input: [
      series(q.metric('fluxora.job.queue.depth'), of('a', waiting), '12x20'),
      series(q.metric('fluxora.job.queue.depth'), of('b', waiting), '12x20'),
      series(q.metric('fluxora.job.active.count'), of('a', { fluxora_job_name: 'x' }), '2x20'),
      series(q.metric('fluxora.job.active.count'), of('b', { fluxora_job_name: 'y' }), '4x20'),
      series(q.metric('fluxora.job.concurrency.limit'), of('a'), '4x20'),
      series(q.metric('fluxora.job.concurrency.limit'), of('b'), '4x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_queue:queue_depth:max',
        expected: [{ labels: { ...queue, ...waiting }, value: 12 }],
      },
      {
        at: '15m',
        expr: 'service_queue:worker_utilization:ratio',
        expected: [{ labels: queue, value: 0.75 }],
      },
    ],
  };
}
