import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { growth } from '../support/growth.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

export const jobsStalled: AlertSource = {
  name: 'JobsStalled',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  for: '0s',
  labels: [...BY_SERVICE, 'fluxora.job.name'],
  summary:
    '{{ $labels.service_name }}: {{ $value | humanize }} jobs {{ $labels.fluxora_job_name }} lost their worker',
  description:
    'Within half an hour {{ $value | humanize }} jobs {{ $labels.fluxora_job_name }} were found with an attempt that nobody works on any more: a worker was killed, or its event loop stood still.',
  dashboard: 'jobs',
  runbook: {
    meaning:
      'A worker stopped renewing its lock on a job, and another one found the job. It is told by the worker that found it, not by the one that lost it.',
    impact:
      'The job is tried again, later than it should, and parts of it are done twice. A job that kills its worker kills the next one, too.',
    diagnosis: [
      {
        step: 'See whether workers went away at that time.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('process.uptime')}{${scope.selector}})`,
      },
      {
        step: 'They stayed: see whether their event loop stood still for longer than a lock lasts.',
        query: ({ q, scope }) =>
          `max by (${q.byService('service.instance.id')}) (${q.metric('nodejs.eventloop.delay.max')}{${scope.selector}})`,
      },
      {
        step: 'See whether it is always the same job: then its input or its memory is to blame.',
        query: ({ q, scope }) =>
          `sum by (${q.byService('fluxora.job.name', 'fluxora.job.queue')}) (increase(${q.metric('fluxora.job.stalled')}{${scope.selector}}[6h]))`,
      },
    ],
    mitigation: [
      'Killed for want of memory: raise the limit, or take less of the job at once.',
      'Long calculations: move them to a worker thread, or give way in between, so that the lock is renewed.',
      'A deployment ended the worker: let it drain (`drainOnSignal`), and give it the time to.',
    ],
    escalation: 'The owners of the worker, within the working day.',
    reviewed: REVIEWED,
  },
  expr: ({ q, scope }) =>
    `sum by (${q.byService('fluxora.job.name')}) ${growth(`${q.metric('fluxora.job.stalled')}{${scope.selector}}`, '30m')} > 0`,
  tests: (context) => {
    const job = { 'fluxora.job.name': 'import', 'fluxora.job.runner': 'bullmq' };
    return [
      {
        name: 'fires when a worker finds a job that another one lost',
        input: [series(context, 'fluxora.job.stalled', job, '0x70 2x60')],
        alerts: [
          { at: '69m', firing: [] },
          { at: '72m', firing: [labelsOf(context, { 'fluxora.job.name': 'import' })] },
          { at: '105m', firing: [] },
        ],
      },
      {
        name: 'is silent about jobs that stalled long ago',
        input: [series(context, 'fluxora.job.stalled', job, '7x100')],
        alerts: [{ at: '90m', firing: [] }],
      },
    ];
  },
};
