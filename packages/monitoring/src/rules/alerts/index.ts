import type { AlertSource } from '../alert-source.ts';
import { AVAILABILITY_ALERTS } from './availability/index.ts';
import { BUSINESS_ALERTS } from './business/index.ts';
import { DATABASE_ALERTS } from './databases/index.ts';
import { DRIFT_ALERTS } from './drift/index.ts';
import { FORECAST_ALERTS } from './forecasts/index.ts';
import { HTTP_ALERTS } from './http/index.ts';
import { INFRASTRUCTURE_ALERTS } from './infrastructure/index.ts';
import { JOB_ALERTS } from './jobs/index.ts';
import { probeFailing } from './probes/probe-failing.ts';
import { SERVER_ALERTS } from './servers/index.ts';
import { SERVING_ALERTS } from './serving/index.ts';
import { SIGNAL_ALERTS } from './signals/index.ts';
import { TELEMETRY_ALERTS } from './telemetry/index.ts';
import { TRAINING_ALERTS } from './training/index.ts';

/** Every alert that comes with the package, by area. A new one is a file and a line here. */
export const ALERT_SOURCES: readonly AlertSource[] = [
  ...AVAILABILITY_ALERTS,
  ...HTTP_ALERTS,
  ...INFRASTRUCTURE_ALERTS,
  ...DATABASE_ALERTS,
  ...JOB_ALERTS,
  ...SERVING_ALERTS,
  ...FORECAST_ALERTS,
  ...DRIFT_ALERTS,
  ...TRAINING_ALERTS,
  ...BUSINESS_ALERTS,
  ...SIGNAL_ALERTS,
  probeFailing,
  ...SERVER_ALERTS,
  ...TELEMETRY_ALERTS,
];
