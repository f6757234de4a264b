import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const BY_JOB = [...BY_SERVICE, 'fluxora.job.name'];

export const jobsFailing: AlertSource = {
  name: 'JobsFailing',
  area: 'jobs',
  severity: 'page',
  needs: 'jobs',
  for: '5m',
  labels: BY_JOB,
  summary:
    '{{ $labels.service_name }}: {{ $value | humanizePercentage }} of the jobs {{ $labels.fluxora_job_name }} fail',
  description:
    'Within half an hour {{ $value | humanizePercentage }} of the jobs {{ $labels.fluxora_job_name }} of {{ $labels.service_name }} failed for good, after all their attempts. What they should have made is missing.',
  dashboard: 'jobs',
  thresholds: ['jobFailureShare', 'jobFailures'],
  inhibits: [{ alert: 'JobsDeadLettered', equal: BY_JOB }],
  runbook: {
    meaning:
      'Jobs end as `failed` or `timed_out` with no attempt left, too many of them for chance. Attempts that are tried again do not count.',
    impact:
      'What the jobs make (forecasts, reports, imports) is missing or old, for as long as they fail, and afterwards until they are run again.',
    diagnosis: [
      {
        step: 'See which errors end them. One kind points to one cause; `timeout` to something slow.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.name', 'fluxora.job.outcome', 'error.type')}) (increase(${q.metric('fluxora.job.finished')}{${scope.selector}, ${failed(q)}}[30m]))`,
      },
      {
        step: 'See whether it began with a version, or in one process only.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('service.version', 'service.instance.id', 'fluxora.job.name')}) (increase(${q.metric('fluxora.job.finished')}{${scope.selector}, ${failed(q)}}[30m]))`,
      },
      {
        step: 'See whether attempts fail and recover: then a dependency comes and goes.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.name', 'error.type')}) (rate(${q.metric('fluxora.job.retries')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'Open a trace of a failed attempt (span `fluxora.job.attempt` with an error): its last child says what failed.',
      },
    ],
    mitigation: [
      'A new version: roll back, then run the failed jobs again.',
      'A dependency: bring it back; hold the queue meanwhile, so that jobs do not use up their attempts.',
      'Bad input in some jobs: set them aside, so that the others go on.',
      'Afterwards: run again what failed, from the dead letter queue or by its schedule.',
    ],
    escalation:
      'The owners of the job at once. Tell those who wait for its result when it cannot be there in time; before the market closes, that is at once, too.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q } = context;
    const by = `sum by (${q.byService('fluxora.job.name')})`;
    return `${by} ${ended(context, failed(q))}
/
(${by} ${ended(context, `${q.label('fluxora.job.outcome')}!="cancelled"`)} > 0)
> ${limit(context, 'jobFailureShare')}
and
${by} ${ended(context, failed(q))} >= ${limit(context, 'jobFailures')}`;
  },
  tests: (context) => {
    const job = { 'fluxora.job.name': 'forecast', 'fluxora.job.runner': 'bullmq' };
    const finished = (attributes: Record<string, string>, values: string) =>
      series(context, 'fluxora.job.finished', { ...job, ...attributes }, values);
    const fires = [labelsOf(context, { 'fluxora.job.name': 'forecast' })];
    return [
      {
        name: 'fires when half of the jobs fail, over two processes',
        input: [
          finished({ 'fluxora.job.outcome': 'ok' }, '0+1x60'),
          finished({ 'fluxora.job.outcome': 'failed', 'service.instance.id': 'b' }, '0x20 0+1x40'),
        ],
        alerts: [
          { at: '20m', firing: [] },
          { at: '50m', firing: fires },
        ],
      },
      {
        name: 'fires for a few jobs that fail with an error never seen before',
        input: [
          finished({ 'fluxora.job.outcome': 'ok' }, '0x120'),
          finished({ 'fluxora.job.outcome': 'failed', 'error.type': 'RangeError' }, '_x60 4x60'),
        ],
        alerts: [
          { at: '58m', firing: [] },
          { at: '70m', firing: fires },
          { at: '110m', firing: [] },
        ],
      },
      {
        name: 'is silent when one of a hundred fails, when one job of the night fails, and when jobs are called off',
        input: [
          finished({ 'fluxora.job.outcome': 'ok' }, '0+100x60'),
          finished({ 'fluxora.job.outcome': 'failed', 'error.type': 'E' }, '0+1x60'),
          finished({ 'fluxora.job.name': 'night', 'fluxora.job.outcome': 'failed' }, '0x10 1x50'),
          finished({ 'fluxora.job.name': 'off', 'fluxora.job.outcome': 'cancelled' }, '0+9x60'),
        ],
        alerts: [{ at: '40m', firing: [] }],
      },
      {
        name: 'is silent when a process that had failures long ago is replaced',
        input: [
          finished({ 'fluxora.job.outcome': 'failed' }, '9x120'),
          finished({ 'fluxora.job.outcome': 'failed', 'service.instance.id': 'b' }, '_x118 0x60'),
        ],
        alerts: [
          { at: '110m', firing: [] },
          { at: '130m', firing: [] },
        ],
      },
    ];
  },
};

function failed(q: AlertContext['q']): string {
  return `${q.label('fluxora.job.outcome')}=~"failed|timed_out"`;
}

function ended({ q, scope }: AlertContext, matcher: string): string {
  return growth(`${q.metric('fluxora.job.finished')}{${scope.selector}, ${matcher}}`, '30m');
}
