import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const jobsDeadLettered: AlertSource = {
  name: 'JobsDeadLettered',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  for: '0s',
  labels: [...BY_SERVICE, 'fluxora.job.name'],
  summary:
    '{{ $labels.service_name }}: {{ $value | humanize }} jobs {{ $labels.fluxora_job_name }} were given up',
  description:
    'Within the last hour {{ $value | humanize }} jobs {{ $labels.fluxora_job_name }} were moved to the dead letter queue. Nobody works on them any more unless somebody puts them back.',
  dashboard: 'jobs',
  runbook: {
    meaning: 'Jobs used up all their attempts and were set aside, with what they should have done.',
    impact:
      'The work of these jobs is not done. What is in a dead letter queue waits for a person.',
    diagnosis: [
      {
        step: 'See which jobs, and in which queue.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.name', 'fluxora.job.queue')}) (increase(${q.metric('fluxora.job.dead_lettered')}{${scope.selector}}[6h]))`,
      },
      {
        step: 'See how many lie there by now.',
        query: ({ q, scope }) =>
          `max by (${q.byService('fluxora.job.queue')}) (${q.metric('fluxora.job.queue.depth')}{${scope.selector}, ${q.label('fluxora.job.queue.state')}="dead_lettered"})`,
      },
      {
        step: 'See which errors their last attempts had.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.name', 'error.type')}) (increase(${q.metric('fluxora.job.finished')}{${scope.selector}, ${q.label('fluxora.job.outcome')}=~"failed|timed_out"}[6h]))`,
      },
      { step: 'Look at one job in the dead letter queue, and at the trace that its span names.' },
    ],
    mitigation: [
      'The cause is gone: put the jobs back into their queue.',
      'Their input is bad: mend it, or delete them and say so to whom they concern.',
      'They can never succeed: have the handler end them as `skipped`.',
    ],
    escalation: 'The owners of the job, within the working day.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) =>
    `sum by (${q.byService('fluxora.job.name')}) ${growth(`${q.metric('fluxora.job.dead_lettered')}{${scope.selector}}`, '1h')} > 0`,
  tests: (context) => {
    const job = { 'fluxora.job.name': 'import', 'fluxora.job.runner': 'aws.sqs' };
    return [
      {
        name: 'fires when a job is given up, for an hour',
        input: [series(context, 'fluxora.job.dead_lettered', job, '0x150 1x120')],
        alerts: [
          { at: '149m', firing: [] },
          { at: '155m', firing: [labelsOf(context, { 'fluxora.job.name': 'import' })] },
          { at: '215m', firing: [] },
        ],
      },
      {
        name: 'is silent when the process that gave some up restarts',
        input: [
          series(context, 'fluxora.job.dead_lettered', job, '3x150'),
          series(
            context,
            'fluxora.job.dead_lettered',
            { ...job, 'service.instance.id': 'b' },
            '_x148 0x60',
          ),
        ],
        alerts: [{ at: '170m', firing: [] }],
      },
    ];
  },
};
