import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const workersSaturated: AlertSource = {
  name: 'WorkersSaturated',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  for: '30m',
  labels: [...BY_SERVICE, 'fluxora.job.queue'],
  summary:
    'Queue {{ $labels.fluxora_job_queue }}: {{ $value | humanizePercentage }} of the workers are busy while jobs wait',
  description:
    'For half an hour {{ $value | humanizePercentage }} of what the workers of queue {{ $labels.fluxora_job_queue }} may do at once has been in use, and jobs were waiting.',
  dashboard: 'jobs',
  thresholds: ['workersBusyShare'],
  runbook: {
    meaning: 'All workers are at their limit of concurrent jobs, and there is more to do.',
    impact: 'Jobs wait for a free worker. A burst, or one worker less, makes them late.',
    diagnosis: [
      {
        step: 'See how long jobs wait before they begin.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('fluxora.job.name')}, le) (rate(${q.metric('fluxora.job.wait.duration', 'bucket')}{${scope.selector}}[15m])))`,
      },
      {
        step: 'See which job takes the time: its rate times its duration.',
        query: ({ q, scope }) =>
          `topk(5, sum by (${q.byService('fluxora.job.name')}) (rate(${q.metric('fluxora.job.duration', 'sum')}{${scope.selector}}[30m])))`,
      },
      {
        step: 'See whether the processes have room: below 0.6, more concurrency helps; above, more processes do.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (avg_over_time(${q.metric('nodejs.eventloop.utilization')}{${scope.selector}}[15m]))`,
      },
    ],
    mitigation: [
      'Raise the concurrency when event loop and database have room; start more processes when not.',
      'Move long jobs to a queue of their own, so that short ones do not wait behind them.',
    ],
    escalation: 'The owners of the queue, in working hours.',
    reviewed: REVIEWED,
  },
  expr: (context) => {
    const { q, scope } = context;
    const by = `by (${q.byService('fluxora.job.queue')})`;
    const queueDepth = `${q.metric('fluxora.job.queue.depth')}{${scope.selector}, ${q.label('fluxora.job.queue.state')}="waiting"}`;
    return `sum ${by} (${q.metric('fluxora.job.active.count')}{${scope.selector}})
/
sum ${by} (${q.metric('fluxora.job.concurrency.limit')}{${scope.selector}})
>= ${limit(context, 'workersBusyShare')}
and
max ${by} (${queueDepth}) > 0`;
  },
  tests: (context) => {
    const queue = { 'fluxora.job.queue': 'forecasts', 'fluxora.job.runner': 'bullmq' };
    const waiting = { ...queue, 'fluxora.job.queue.state': 'waiting' };
    const active = { ...queue, 'fluxora.job.name': 'forecast' };
    const b = { 'service.instance.id': 'b' };
    return [
      {
        name: 'fires when both workers are at their limit and jobs wait',
        input: [
          series(context, 'fluxora.job.active.count', active, '4x60'),
          series(context, 'fluxora.job.active.count', { ...active, ...b }, '4x60'),
          series(context, 'fluxora.job.concurrency.limit', queue, '4x60'),
          series(context, 'fluxora.job.concurrency.limit', { ...queue, ...b }, '4x60'),
          series(context, 'fluxora.job.queue.depth', waiting, '12x60'),
        ],
        alerts: [
          { at: '25m', firing: [] },
          { at: '40m', firing: [labelsOf(context, { 'fluxora.job.queue': 'forecasts' })] },
        ],
      },
      {
        name: 'is silent when all workers are busy and nothing waits, and when one of two has room',
        input: [
          series(context, 'fluxora.job.active.count', active, '4x60'),
          series(context, 'fluxora.job.concurrency.limit', queue, '4x60'),
          series(context, 'fluxora.job.queue.depth', waiting, '0x60'),
          ...['a', 'b'].flatMap((instance, index) => [
            series(
              context,
              'fluxora.job.active.count',
              { ...active, 'fluxora.job.queue': 'other', 'service.instance.id': instance },
              `${4 - index}x60`,
            ),
            series(
              context,
              'fluxora.job.concurrency.limit',
              { ...queue, 'fluxora.job.queue': 'other', 'service.instance.id': instance },
              '4x60',
            ),
          ]),
          series(
            context,
            'fluxora.job.queue.depth',
            { ...waiting, 'fluxora.job.queue': 'other' },
            '3x60',
          ),
        ],
        alerts: [{ at: '50m', firing: [] }],
      },
    ];
  },
};
