import { availabilityThresholds } from './thresholds/availability.ts';
import { databasesThresholds } from './thresholds/databases.ts';
import { forecastsThresholds } from './thresholds/forecasts.ts';
import { httpThresholds } from './thresholds/http.ts';
import { infrastructureThresholds } from './thresholds/infrastructure.ts';
import { jobsThresholds } from './thresholds/jobs.ts';
import { serversThresholds } from './thresholds/servers.ts';
import { businessThresholds } from './thresholds/business.ts';
import { driftThresholds } from './thresholds/drift.ts';
import { servingThresholds } from './thresholds/serving.ts';
import { signalsThresholds } from './thresholds/signals.ts';
import { trainingThresholds } from './thresholds/training.ts';
import type { Threshold } from './thresholds/threshold.ts';

export type { Threshold };

/** Every limit of every alert, by area. `thresholds.md` lists them. */
export const defaultThresholds = {
  ...availabilityThresholds,
  ...httpThresholds,
  ...infrastructureThresholds,
  ...databasesThresholds,
  ...jobsThresholds,
  ...servingThresholds,
  ...forecastsThresholds,
  ...driftThresholds,
  ...trainingThresholds,
  ...businessThresholds,
  ...signalsThresholds,
  ...serversThresholds,
} as const satisfies Readonly<Record<string, Threshold>>;

export type ThresholdName = keyof typeof defaultThresholds;
export type Thresholds = Readonly<Record<ThresholdName, Threshold>>;
