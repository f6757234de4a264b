import type { AlertSource } from '../alert-source.ts';
import { probeFailing } from './probes/probe-failing.ts';
import { AVAILABILITY_ALERTS } from './availability/index.ts';
import { DATABASE_ALERTS } from './databases/index.ts';
import { FORECAST_ALERTS } from './forecasts/index.ts';
import { HTTP_ALERTS } from './http/index.ts';
import { INFRASTRUCTURE_ALERTS } from './infrastructure/index.ts';
import { JOB_ALERTS } from './jobs/index.ts';
import { SERVER_ALERTS } from './servers/index.ts';
import { TELEMETRY_ALERTS } from './telemetry/index.ts';

/** Every alert that comes with the package, by area. A new one is a file and a line here. */
export const ALERT_SOURCES: readonly AlertSource[] = [
  ...AVAILABILITY_ALERTS,
  ...HTTP_ALERTS,
  ...INFRASTRUCTURE_ALERTS,
  ...DATABASE_ALERTS,
  ...JOB_ALERTS,
  ...FORECAST_ALERTS,
  probeFailing,
  ...SERVER_ALERTS,
  ...TELEMETRY_ALERTS,
];
