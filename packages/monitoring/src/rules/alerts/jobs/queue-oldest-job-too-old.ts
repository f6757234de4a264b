import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const BY_QUEUE = [...BY_SERVICE, 'fluxora.job.queue'];

export const queueOldestJobTooOld: AlertSource = {
  name: 'QueueOldestJobTooOld',
  area: 'jobs',
  severity: 'page',
  needs: 'jobs',
  for: '5m',
  labels: BY_QUEUE,
  summary:
    'Queue {{ $labels.fluxora_job_queue }}: the oldest job has waited {{ $value | humanizeDuration }}',
  description:
    'The oldest job that could run in queue {{ $labels.fluxora_job_queue }} of {{ $labels.service_name }} has waited {{ $value | humanizeDuration }}. Workers do not keep up, or take nothing.',
  dashboard: 'jobs',
  thresholds: ['queueOldestAge'],
  inhibits: [
    { alert: 'QueueGrows', equal: BY_QUEUE },
    { alert: 'WorkersSaturated', equal: BY_QUEUE },
  ],
  runbook: {
    meaning:
      'A job that could have run at once is still waiting. Jobs that are meant to run later do not count.',
    impact: 'Everything that comes out of this queue is late by at least that much.',
    diagnosis: [
      {
        step: 'See whether jobs are taken at all.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.queue')}) (rate(${q.metric('fluxora.job.started')}{${scope.selector}}[5m]))`,
      },
      {
        step: 'They are not: see whether workers are there, and busy with something that does not end.',
        query: ({ q, scope }) =>
          `max by (${q.byService('fluxora.job.name', 'service.instance.id')}) (${q.metric('fluxora.job.active.oldest_age')}{${scope.selector}})`,
      },
      {
        step: 'They are: see whether more come than are done.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.queue')}) (rate(${q.metric('fluxora.job.enqueued')}{${scope.selector}}[15m])) - sum by (${q.byService('fluxora.job.queue')}) (rate(${q.metric('fluxora.job.finished')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'See whether jobs take longer than usual.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('fluxora.job.name')}, le) (rate(${q.metric('fluxora.job.duration', 'bucket')}{${scope.selector}}[15m])))`,
      },
    ],
    mitigation: [
      'Workers stand still: end those whose jobs do not finish; others take over.',
      'Too few workers: start more; they share the queue.',
      'The queue is paused: let it go on.',
      'A flood of unimportant jobs: move them to a queue of their own.',
    ],
    escalation:
      'The owners of the queue at once; tell those who wait for its results when the lag is longer than they can bear.',
    reviewed: REVIEWED,
  },
  expr: (context) =>
    `max by (${context.q.byService('fluxora.job.queue')}) (${context.q.metric('fluxora.job.queue.oldest_age')}{${context.scope.selector}}) > ${limit(context, 'queueOldestAge')}`,
  tests: (context) => {
    const queue = { 'fluxora.job.queue': 'forecasts', 'fluxora.job.runner': 'bullmq' };
    return [
      {
        name: 'fires once for a queue that two processes look at',
        input: [
          series(context, 'fluxora.job.queue.oldest_age', queue, '0x10 0+60x40'),
          series(
            context,
            'fluxora.job.queue.oldest_age',
            { ...queue, 'service.instance.id': 'b' },
            '0x10 0+60x40',
          ),
        ],
        alerts: [
          { at: '25m', firing: [] },
          { at: '40m', firing: [labelsOf(context, { 'fluxora.job.queue': 'forecasts' })] },
        ],
      },
      {
        name: 'is silent when the oldest job has waited just the limit',
        input: [
          series(
            context,
            'fluxora.job.queue.oldest_age',
            queue,
            `${limit(context, 'queueOldestAge')}x40`,
          ),
        ],
        alerts: [{ at: '30m', firing: [] }],
      },
    ];
  },
};
