import { REVIEW, type Threshold } from './threshold.ts';

/** What users meet. */
export const httpThresholds = {
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
} as const satisfies Readonly<Record<string, Threshold>>;
