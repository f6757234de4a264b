import { REVIEW, type Threshold } from './threshold.ts';

/** Databases, caches, logs, and the monitoring itself. */
export const serversThresholds = {
  logErrors: {
    value: 50,
    unit: '{record}',
    reason:
      'In ten minutes: single errors have alerts of their own by metrics; five a minute are one cause that repeats.',
    review: REVIEW,
  },
  healthChanges: {
    value: 6,
    unit: '{change}',
    reason:
      'In half an hour: three times down and up again is no accident, and no outage that lasts.',
    review: REVIEW,
  },
  postgresConnectionsShare: {
    value: 0.85,
    unit: '1',
    reason:
      'PostgreSQL keeps three connections for superusers; a deployment needs some for old and new replicas.',
    review: REVIEW,
  },
  postgresReplicationLag: {
    value: 60,
    unit: 's',
    reason:
      'A minute of data would be lost in a failover, and readers of the replica see forecasts that are older.',
    review: REVIEW,
  },
  postgresDeadlocks: {
    value: 5,
    unit: '{deadlock}',
    reason:
      'In a quarter of an hour: one is resolved by a retry; several are two pieces of code that meet again and again.',
    review: REVIEW,
  },
  redisMemoryShare: {
    value: 0.9,
    unit: '1',
    reason: 'What remains is less than one copy of its buffers when a replica connects.',
    review: REVIEW,
  },
  redisEvictions: {
    value: 10,
    unit: '{key}/s',
    reason:
      'A cache that is full evicts now and then; at ten a second it forgets what it has just been told.',
    review: REVIEW,
  },
  diskFillHorizon: {
    value: 86_400,
    unit: 's',
    reason:
      'A day: enough to act in working hours, short enough that a nightly job does not look like a trend.',
    review: REVIEW,
  },
  diskFreeShare: {
    value: 0.3,
    unit: '1',
    reason:
      'With more than this free, a line through six hours says more about those hours than about tomorrow.',
    review: REVIEW,
  },
  containerRestarts: {
    value: 3,
    unit: '{restart}',
    reason: 'In half an hour: a container that starts a fourth time crashes.',
    review: REVIEW,
  },
  collectorQueueShare: {
    value: 0.7,
    unit: '1',
    reason:
      'The store is away or too slow; at the pace of most outages there are still some hours before data is lost.',
    review: REVIEW,
  },
  collectorLossShare: {
    value: 0.01,
    unit: '1',
    reason: 'One in a hundred missing makes rates wrong by as much as the errors that we look for.',
    review: REVIEW,
  },
  notificationFailureShare: {
    value: 0.01,
    unit: '1',
    reason:
      'Each one may be the page that nobody gets; below it, retries of Alertmanager mend a single failure.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
