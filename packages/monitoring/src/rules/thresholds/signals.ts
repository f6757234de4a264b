import { REVIEW, type Threshold } from './threshold.ts';

/** The services' own signals. */
export const signalsThresholds = {
  telemetryDropped: {
    value: 100,
    unit: '{item}',
    reason:
      'A deployment or a restart of the Collector costs some tens; more is an outage of its own.',
    review: REVIEW,
  },
  measurementsRefused: {
    value: 100,
    unit: '{item}',
    reason:
      'Odd values of odd inputs come now and then; a hundred in an hour are a mistake in the code.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
