import { REVIEW, type Threshold } from './threshold.ts';

/** What models are asked, against what they were trained on. */
export const driftThresholds = {
  featurePsi: {
    value: 0.2,
    unit: '1',
    reason:
      'The usual limit: below 0.1 nothing happened, above 0.2 something moved. It must exceed chance as well.',
    review: REVIEW,
  },
  featurePsiOfDay: {
    value: 1,
    unit: '1',
    reason:
      'No weather of a day does that to a feature in its own slice; a changed unit or column does.',
    review: REVIEW,
  },
  featureMissingShare: {
    value: 0.2,
    unit: '1',
    reason: 'A fifth of the rows more than in training: one source of five, or one hour of a run.',
    review: REVIEW,
  },
  featureValues: {
    value: 50,
    unit: '{value}',
    reason: 'With fewer values a share of a fifth is ten rows, which may be one odd site.',
    review: REVIEW,
  },
  featureInvalidShare: {
    value: 0.01,
    unit: '1',
    reason: 'Values of a wrong type are mistakes of programs: they come all at once or not at all.',
    review: REVIEW,
  },
  driftDetections: {
    value: 3,
    unit: '{detection}',
    reason: 'A detector begins anew after each: one is a front that passes, three are a change.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
