import type { AlertSource } from '../../alert-source.ts';
import { healthCheckFailing } from './health-check-failing.ts';
import { healthCheckWarning } from './health-check-warning.ts';
import { replicasMissing } from './replicas-missing.ts';
import { restartingRepeatedly } from './restarting-repeatedly.ts';
import { serviceAbsent } from './service-absent.ts';
import { serviceNotReady } from './service-not-ready.ts';
import { watchdog } from './watchdog.ts';

/** Is it there, does it stay there, may it get work. */
export const AVAILABILITY_ALERTS: readonly AlertSource[] = [
  watchdog,
  serviceAbsent,
  serviceNotReady,
  replicasMissing,
  restartingRepeatedly,
  healthCheckFailing,
  healthCheckWarning,
];
