import type { AlertSource } from '../../alert-source.ts';
import { trainingFailed } from './training-failed.ts';
import { trainingLossNotANumber } from './training-loss-not-a-number.ts';
import { trainingOverdue } from './training-overdue.ts';

/** Does training run, and end well. */
export const TRAINING_ALERTS: readonly AlertSource[] = [
  trainingFailed,
  trainingOverdue,
  trainingLossNotANumber,
];
