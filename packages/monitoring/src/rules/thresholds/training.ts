import { REVIEW, type Threshold } from './threshold.ts';

/** Training of models. */
export const trainingThresholds = {
  trainingAge: {
    value: 691_200,
    unit: 's',
    reason: 'Models are trained weekly; eight days allow for one run that has to be repeated.',
    review: REVIEW,
  },
  trainingUnusableLosses: {
    value: 3,
    unit: '{value}',
    reason: 'One epoch may go wrong and recover; three in an hour do not.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
