import { REVIEW, type Threshold } from './threshold.ts';

/** Whether services are there. */
export const availabilityThresholds = {
  restartsPerReplica: {
    value: 3,
    unit: '{start}',
    reason:
      'Two deployments within half an hour start every replica twice; who starts a fourth time crashes.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
