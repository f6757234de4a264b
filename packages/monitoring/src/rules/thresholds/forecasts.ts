import { REVIEW, type Threshold } from './threshold.ts';

/** Forecasts: new, right, sure of themselves. */
export const forecastsThresholds = {
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
} as const satisfies Readonly<Record<string, Threshold>>;
