/** A limit that decides whether somebody is told, with the reason for it. */
export interface Threshold {
  readonly value: number;
  /** UCUM, as in `s`, `1` (a share) or `{job}`. */
  readonly unit: string;
  /** Why this value and not another. */
  readonly reason: string;
  /** The day by which somebody looks at it again: `2027-05-22`. */
  readonly review: string;
}

/** By default all of them are looked at half a year after they were set. */
const REVIEW = '2027-05-22';

/** Every limit of every alert. The one place; `thresholds.md` lists it. */
export const defaultThresholds = {
  restartsPerReplica: {
    value: 3,
    unit: '{start}',
    reason:
      'Two deployments within half an hour start every replica twice; who starts a fourth time crashes.',
    review: REVIEW,
  },
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
  gateClosureNotice: {
    value: 3_600,
    unit: 's',
    reason: 'A run by hand takes up to twenty minutes; an hour leaves time for a second attempt.',
    review: REVIEW,
  },
  gateClosureFreshness: {
    value: 43_200,
    unit: 's',
    reason:
      'Day-ahead markets close at noon; a forecast issued after midnight has the weather run of the night in it.',
    review: REVIEW,
  },
  forecastAge: {
    value: 93_600,
    unit: 's',
    reason:
      'Forecasts are made at least daily; 26 hours allow for the longest run and a late start.',
    review: REVIEW,
  },
  forecastSkill: {
    value: 0,
    unit: '1',
    reason: 'Below 0 the baseline is better: a model that costs more than it gives.',
    review: REVIEW,
  },
  forecastPairs: {
    value: 200,
    unit: '{pair}',
    reason:
      'With 200 pairs a coverage of 0.8 is known to 0.06 (two standard deviations); below, chance decides.',
    review: REVIEW,
  },
  forecastErrorScore: {
    value: 3,
    unit: '1',
    reason:
      'Three spreads above the median: about once a year by chance for an error of every hour.',
    review: REVIEW,
  },
  forecastPairsOfDay: {
    value: 24,
    unit: '{pair}',
    reason: 'One site by the hour: fewer are not the error of a day.',
    review: REVIEW,
  },
  coverageDeviation: {
    value: 0.1,
    unit: '1',
    reason:
      'More than chance makes of 200 pairs that depend on one another; less changes no decision on reserves.',
    review: REVIEW,
  },
  actualsAge: {
    value: 129_600,
    unit: 's',
    reason:
      'Meters and markets publish once a day, in the afternoon for the day before: up to 36 hours are normal.',
    review: REVIEW,
  },
  unscoredShare: {
    value: 0.05,
    unit: '1',
    reason: 'A twentieth of the values left out can move a mean error as much as a bad day.',
    review: REVIEW,
  },
  claimsUnconfirmed: {
    value: 1_000,
    unit: '{pair}',
    reason: 'A minute of scoring between two exports; more for half an hour was never confirmed.',
    review: REVIEW,
  },
  forecastBufferShare: {
    value: 0.5,
    unit: '1',
    reason: 'The same time again is left until records are dropped.',
    review: REVIEW,
  },
  routeFailureShare: {
    value: 0.1,
    unit: '1',
    reason:
      'A tenth is seen by every user of the route; less is for the SLO of the service to weigh.',
    review: REVIEW,
  },
  routeFailures: {
    value: 10,
    unit: '{request}',
    reason: 'Ten within ten minutes are no accident of a quiet night.',
    review: REVIEW,
  },
  slownessFactor: {
    value: 3,
    unit: '1',
    reason: 'Buckets are up to 2.5 times apart: less than 3 could be the next bucket.',
    review: REVIEW,
  },
  slowResponse: {
    value: 0.25,
    unit: 's',
    reason: 'Up to a quarter of a second nobody notices, however fast it usually is.',
    review: REVIEW,
  },
  comparedRequestRate: {
    value: 0.1,
    unit: '{request}/s',
    reason:
      'Sixty requests in ten minutes: with fewer, chance decides what a share or a quantile is.',
    review: REVIEW,
  },
  trafficShare: {
    value: 0.2,
    unit: '1',
    reason: 'Holidays halve the requests; a fifth means that users do not get here.',
    review: REVIEW,
  },
  activeRequests: {
    value: 200,
    unit: '{request}',
    reason:
      'A process answers some hundreds per second in well below a second: 200 at once are seconds of work.',
    review: REVIEW,
  },
  eventLoopUtilization: {
    value: 0.9,
    unit: '1',
    reason: 'Above it a service answers late: there is no time left between two requests.',
    review: REVIEW,
  },
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

export type ThresholdName = keyof typeof defaultThresholds;
export type Thresholds = Readonly<Record<ThresholdName, Threshold>>;
