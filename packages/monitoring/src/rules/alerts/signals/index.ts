import type { AlertSource } from '../../alert-source.ts';
import { measurementsRefused } from './measurements-refused.ts';
import { seriesOverflow } from './series-overflow.ts';
import { telemetryDropped } from './telemetry-dropped.ts';

/** Do the services' own signals arrive, and whole. */
export const SIGNAL_ALERTS: readonly AlertSource[] = [
  telemetryDropped,
  seriesOverflow,
  measurementsRefused,
];
