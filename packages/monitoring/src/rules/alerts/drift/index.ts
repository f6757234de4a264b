import type { AlertSource } from '../../alert-source.ts';
import { driftDetected } from './drift-detected.ts';
import { featureDrifted } from './feature-drifted.ts';
import { featureInvalid } from './feature-invalid.ts';
import { featureMissing } from './feature-missing.ts';
import { featureShifted } from './feature-shifted.ts';

/** Is a model still asked what it was trained on. */
export const DRIFT_ALERTS: readonly AlertSource[] = [
  featureShifted,
  featureMissing,
  featureInvalid,
  featureDrifted,
  driftDetected,
];
