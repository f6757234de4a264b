import type { AlertContext, AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const queueGrows: AlertSource = {
  name: 'QueueGrows',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  for: '30m',
  labels: [...BY_SERVICE, 'fluxora.job.queue'],
  summary: 'Queue {{ $labels.fluxora_job_queue }} grows: {{ $value | humanize }} jobs wait',
  description:
    'For half an hour the number of waiting jobs in queue {{ $labels.fluxora_job_queue }} of {{ $labels.service_name }} has grown, to {{ $value | humanize }}. At this pace they will be late.',
  dashboard: 'jobs',
  thresholds: ['queueDepth'],
  runbook: {
    meaning: 'More jobs come than are done, steadily and not for a moment.',
    impact: 'Not yet any: jobs wait longer and longer, until QueueOldestJobTooOld pages.',
    diagnosis: [
      {
        step: 'See how much more comes than is done.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.queue')}) (rate(${q.metric('fluxora.job.enqueued')}{${scope.selector}}[15m])) / sum by (${q.byService('fluxora.job.queue')}) (rate(${q.metric('fluxora.job.finished')}{${scope.selector}}[15m]))`,
      },
      {
        step: 'See which job it is.',
        query: ({ q, scope }) =>
          `topk(5, sum by (${q.byService('fluxora.job.name')}) (rate(${q.metric('fluxora.job.enqueued')}{${scope.selector}}[15m])))`,
      },
      {
        step: 'See whether all workers are busy.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.queue')}) (${q.metric('fluxora.job.active.count')}{${scope.selector}}) / sum by (${q.byService('fluxora.job.queue')}) (${q.metric('fluxora.job.concurrency.limit')}{${scope.selector}})`,
      },
    ],
    mitigation: [
      'Workers are busy: start more, or raise their concurrency when CPU and database have room.',
      'Workers are idle: the queue is paused, or jobs are blocked behind one that fails.',
      'Somebody enqueues too much: deduplicate, or have the sender slow down.',
    ],
    escalation: 'The owners of the queue, within the working day.',
    reviewed: REVIEWED,
  },
  // A subquery over the maximum: every process reports the same queue, and a new process begins a new series.
  expr: (context) => {
    const waiting = depth(context);
    return `${waiting} > ${limit(context, 'queueDepth')}
and
deriv((${waiting})[1h:1m]) > 0
and
${waiting} > ${depth(context, ' offset 30m')}`;
  },
  tests: (context) => {
    const waiting = {
      'fluxora.job.queue': 'forecasts',
      'fluxora.job.runner': 'bullmq',
      'fluxora.job.queue.state': 'waiting',
    };
    return [
      {
        name: 'fires when jobs pile up',
        input: [series(context, 'fluxora.job.queue.depth', waiting, '0x60 0+20x90')],
        alerts: [
          { at: '70m', firing: [] },
          { at: '130m', firing: [labelsOf(context, { 'fluxora.job.queue': 'forecasts' })] },
        ],
      },
      {
        name: 'is silent about a flood that is worked off, and about jobs that are meant for later',
        input: [
          series(context, 'fluxora.job.queue.depth', waiting, '0x60 5000-40x90'),
          series(
            context,
            'fluxora.job.queue.depth',
            { ...waiting, 'fluxora.job.queue': 'later', 'fluxora.job.queue.state': 'delayed' },
            '0+100x150',
          ),
        ],
        alerts: [
          { at: '80m', firing: [] },
          { at: '140m', firing: [] },
        ],
      },
    ];
  },
};

function depth({ q, scope }: AlertContext, offset = ''): string {
  return `max by (${q.byService('fluxora.job.queue')}) (${q.metric('fluxora.job.queue.depth')}{${scope.selector}, ${q.label('fluxora.job.queue.state')}="waiting"}${offset})`;
}
