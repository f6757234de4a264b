import { REVIEW, type Threshold } from './threshold.ts';

/** Models that answer. */
export const servingThresholds = {
  inferenceFailureShare: {
    value: 0.05,
    unit: '1',
    reason: 'Odd inputs fail now and then; one in twenty has a cause in common.',
    review: REVIEW,
  },
  inferenceFailures: {
    value: 10,
    unit: '{inference}',
    reason: 'Ten within ten minutes are no accident of a quiet night.',
    review: REVIEW,
  },
  inferenceSlowness: {
    value: 3,
    unit: '1',
    reason: 'Buckets are up to 2.5 times apart: less than 3 could be the next bucket.',
    review: REVIEW,
  },
  slowInference: {
    value: 0.1,
    unit: 's',
    reason: 'Below a tenth of a second the rest of a request takes longer than the model.',
    review: REVIEW,
  },
  comparedInferenceRate: {
    value: 0.1,
    unit: '{inference}/s',
    reason: 'Sixty in ten minutes: with fewer, chance decides what the 95th percentile is.',
    review: REVIEW,
  },
  modelQueueDuration: {
    value: 1,
    unit: 's',
    reason:
      'Whoever waits a second before the model even begins has waited longer than for the answer.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
