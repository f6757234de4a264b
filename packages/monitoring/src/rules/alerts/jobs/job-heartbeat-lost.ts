import type { AlertSource } from '../../alert-source.ts';
import { BY_SERVICE } from '../support/by-service.ts';
import { limit } from '../support/limit.ts';
import { REVIEWED } from '../support/review.ts';
import { labelsOf, series } from '../support/series.ts';

const BY_JOB = [...BY_SERVICE, 'fluxora.job.name'];

export const jobHeartbeatLost: AlertSource = {
  name: 'JobHeartbeatLost',
  area: 'jobs',
  severity: 'ticket',
  needs: 'jobs',
  for: '5m',
  labels: BY_JOB,
  summary:
    'Job {{ $labels.fluxora_job_name }} has given no sign of life for {{ $value | humanizeDuration }}',
  description:
    'An attempt of job {{ $labels.fluxora_job_name }} of {{ $labels.service_name }}, which gives signs of life while it works, has given none for {{ $value | humanizeDuration }}. It hangs, or waits.',
  dashboard: 'jobs',
  thresholds: ['jobHeartbeatAge'],
  inhibits: [{ alert: 'JobRunsTooLong', equal: BY_JOB }],
  runbook: {
    meaning:
      'The job calls `heartbeat()` or `progress()` as it goes; it stopped doing so and has not ended. Jobs that never call them do not count.',
    impact: 'The job does not go on. Its worker is held, and its result does not come.',
    diagnosis: [
      {
        step: 'See in which process, and for how long the attempt has been running.',
        query: ({ q, scope }) =>
          `max by (${q.byService('fluxora.job.name', 'service.instance.id')}) (${q.metric('fluxora.job.active.oldest_age')}{${scope.selector}})`,
      },
      {
        step: 'See whether what it calls is slow: databases first.',
        query: ({ q, scope }) =>
          `histogram_quantile(0.95, sum by (${q.byService('db.system.name', 'db.operation.name')}, le) (rate(${q.metric('db.client.operation.duration', 'bucket')}{${scope.selector}}[10m])))`,
      },
      { step: 'Look in the logs for the trace id of the attempt: the last line says where it is.' },
    ],
    mitigation: [
      'End the process; the job is tried again elsewhere.',
      'What it waits for needs a time limit of its own; so does the job (`timeoutMs`).',
      'A step takes that long by nature: have it give signs of life in between.',
    ],
    escalation: 'The owners of the job, within the working day.',
    reviewed: REVIEWED,
  },
  expr: (context) =>
    `max by (${context.q.byService('fluxora.job.name')}) (${context.q.metric('fluxora.job.heartbeat.oldest_age')}{${context.scope.selector}}) > ${limit(context, 'jobHeartbeatAge')}`,
  tests: (context) => {
    const job = { 'fluxora.job.name': 'forecast', 'fluxora.job.runner': 'bullmq' };
    return [
      {
        name: 'fires when signs of life stop',
        input: [series(context, 'fluxora.job.heartbeat.oldest_age', job, '20x10 0+60x40')],
        alerts: [
          { at: '18m', firing: [] },
          { at: '35m', firing: [labelsOf(context, { 'fluxora.job.name': 'forecast' })] },
        ],
      },
      {
        name: 'is silent when the attempt ends, and when its process is gone',
        input: [series(context, 'fluxora.job.heartbeat.oldest_age', job, '0+60x13 0x10 0+60x13')],
        alerts: [
          { at: '16m', firing: [] },
          { at: '45m', firing: [] },
        ],
      },
    ];
  },
};
