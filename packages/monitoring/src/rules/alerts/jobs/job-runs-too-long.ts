import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const jobRunsTooLong: AlertSource = {
  name: 'JobRunsTooLong',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  for: '5m',
  labels: [...BY_SERVICE, 'fluxora.job.name'],
  summary:
    'Job {{ $labels.fluxora_job_name }} has been running for {{ $value | humanizeDuration }}, far longer than usual',
  description:
    'An attempt of job {{ $labels.fluxora_job_name }} of {{ $labels.service_name }} has been running for {{ $value | humanizeDuration }}: many times what 99 of 100 attempts took in the last week.',
  dashboard: 'jobs',
  thresholds: ['jobUsualDurationFactor', 'jobLongDuration', 'jobLongestDuration'],
  runbook: {
    meaning:
      'An attempt goes on for far longer than attempts of this job do, and longer than a few minutes; or longer than any job should.',
    impact:
      'It holds a worker that others wait for, and its result is late. If it hangs, it never ends by itself unless it has a time limit.',
    diagnosis: [
      {
        step: 'See how long this job usually takes.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.99, sum by (${q.byService('fluxora.job.name')}, le) (increase(${q.metric('fluxora.job.duration', 'bucket')}{${scope.selector}}[7d])))`,
      },
      {
        step: 'See which process it is in, and whether that works (near 1) or waits (near 0).',
        query: ({ q, scope }) =>
          `max by (${q.byService('fluxora.job.name', 'service.instance.id')}) (${q.metric('fluxora.job.active.oldest_age')}{${scope.selector}}) and on (${q.byService('service.instance.id')}) ${q.metric('nodejs.eventloop.utilization')}{${scope.selector}}`,
      },
      {
        step: 'Jobs that give signs of life: see when the last one came.',
        query: ({ q, scope }) =>
          `max by (${q.byService('fluxora.job.name')}) (${q.metric('fluxora.job.heartbeat.oldest_age')}{${scope.selector}})`,
      },
      { step: 'Look in the logs for the trace id of the attempt: the last line says where it is.' },
    ],
    mitigation: [
      'It waits for something that does not answer: end the process; the job is tried again elsewhere.',
      'It works on more than usual: let it end, then cut the input into pieces.',
      'Give the job a time limit (`timeoutMs`), so that a hang ends as `timed_out`.',
    ],
    escalation: 'The owners of the job, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = q.byService('fluxora.job.name');
    const age = `max by (${by}) (${q.metric('fluxora.job.active.oldest_age')}{${scope.selector}})`;
    return `(
  ${age} > ${limit(context, 'jobLongDuration')}
  and
  ${age} > ${limit(context, 'jobUsualDurationFactor')} * histogram_quantile(0.99,
    sum by (${by}, le) (increase(${q.metric('fluxora.job.duration', 'bucket')}{${scope.selector}}[7d]))
  )
)
or
${age} > ${limit(context, 'jobLongestDuration')}`;
  },
  tests: (context) => {
    const job = { 'fluxora.job.name': 'forecast', 'fluxora.job.runner': 'bullmq' };
    const usual = (seconds: string) => [
      series(
        context,
        'fluxora.job.duration:bucket',
        { ...job, 'fluxora.job.outcome': 'ok', le: seconds },
        '0+1x150',
      ),
      series(
        context,
        'fluxora.job.duration:bucket',
        { ...job, 'fluxora.job.outcome': 'ok', le: '+Inf' },
        '0+1x150',
      ),
    ];
    return [
      {
        name: 'fires for an attempt that takes many times what the others took',
        input: [
          ...usual('60'),
          series(context, 'fluxora.job.active.oldest_age', job, '0x20 0+60x60'),
        ],
        alerts: [
          { at: '24m', firing: [] },
          { at: '50m', firing: [labelsOf(context, { 'fluxora.job.name': 'forecast' })] },
        ],
      },
      {
        name: 'is silent about a job that always takes an hour, and about short ones that take a minute',
        input: [
          ...usual('3600'),
          series(context, 'fluxora.job.active.oldest_age', job, '0+60x90'),
          series(
            context,
            'fluxora.job.active.oldest_age',
            { ...job, 'fluxora.job.name': 'short' },
            '60x90',
          ),
        ],
        alerts: [{ at: '80m', firing: [] }],
      },
    ];
  },
};
