import type { LogAlertSource } from '../log-alert.ts';
import { drainUnfinished } from './drain-unfinished.ts';
import { errorBurst } from './error-burst.ts';
import { fatalLogged } from './fatal-logged.ts';
import { healthFlapping } from './health-flapping.ts';
import { secretsMasked } from './secrets-masked.ts';
import { trainingCrashed } from './training-crashed.ts';

/** Every alert on records. A new one is a file and a line here. */
export const LOG_ALERTS: readonly LogAlertSource[] = [
  errorBurst,
  fatalLogged,
  healthFlapping,
  drainUnfinished,
  trainingCrashed,
  secretsMasked,
];
