import { REVIEW, type Threshold } from './threshold.ts';

/** What waits, fails and hangs. */
export const jobsThresholds = {
  jobFailureShare: {
    value: 0.2,
    unit: '1',
    reason:
      'Single jobs fail for reasons of their own (bad input); a fifth of them has one cause in common.',
    review: REVIEW,
  },
  jobFailures: {
    value: 3,
    unit: '{job}',
    reason:
      'One or two failures are an accident that a ticket (dead letters, the schedule) tells of.',
    review: REVIEW,
  },
  queueOldestAge: {
    value: 900,
    unit: 's',
    reason:
      'Forecasts are made every quarter of an hour: who waits that long is overtaken by the next.',
    review: REVIEW,
  },
  queueDepth: {
    value: 100,
    unit: '{job}',
    reason:
      'Fewer waiting jobs are a small burst, however they grow; workers do a hundred in minutes.',
    review: REVIEW,
  },
  workersBusyShare: {
    value: 0.95,
    unit: '1',
    reason: 'Above it a job that comes finds no free worker nineteen times out of twenty.',
    review: REVIEW,
  },
  scheduleOverlaps: {
    value: 2,
    unit: '{run}',
    reason: 'One overlap is a slow moment; a second says that runs are longer than their period.',
    review: REVIEW,
  },
  jobUsualDurationFactor: {
    value: 3,
    unit: '1',
    reason: 'Buckets of durations are up to four times apart, so less than 3 could be rounding.',
    review: REVIEW,
  },
  jobLongDuration: {
    value: 900,
    unit: 's',
    reason: 'Nobody waits for a job that is slow by seconds, whatever it usually takes.',
    review: REVIEW,
  },
  jobLongestDuration: {
    value: 14_400,
    unit: 's',
    reason:
      'The highest bucket of durations: what takes longer cannot be held against its own past. No job of the platform is meant to.',
    review: REVIEW,
  },
  jobHeartbeatAge: {
    value: 600,
    unit: 's',
    reason: 'Jobs give a sign of life at least every minute; ten without one are no slow step.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
