import { REVIEW, type Threshold } from './threshold.ts';

/** How the platform is used. */
export const businessThresholds = {
  usageShare: {
    value: 0.4,
    unit: '1',
    reason: 'Holidays and school breaks take up to half; below that something keeps users away.',
    review: REVIEW,
  },
  usageRate: {
    value: 0.02,
    unit: '{event}/s',
    reason: 'Seventy uses an hour: with fewer, one customer at lunch is a drop.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
