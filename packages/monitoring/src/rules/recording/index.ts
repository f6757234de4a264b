import type { RecordingSource } from '../recording-source.ts';
import { BASELINES } from './baselines/index.ts';
import { caches } from './caches.ts';
import { databases } from './databases.ts';
import { drift } from './drift.ts';
import { forecastAccuracy, forecastAccuracyOfSites, forecastFreshness } from './forecasts.ts';
import { hosts } from './hosts.ts';
import { httpHistory } from './http-history.ts';
import { http } from './http.ts';
import { inventory } from './inventory.ts';
import { jobsHistory } from './jobs-history.ts';
import { jobs } from './jobs.ts';
import { pools } from './pools.ts';
import { saturation } from './saturation.ts';
import { schedules } from './schedules.ts';
import { serving, servingHistory } from './serving.ts';
import { training } from './training.ts';
import { distinctUsers, distinctUsersByFeature, distinctUsersOfAll, usage } from './usage.ts';

/** Every group of recording rules that comes with the package. A new one is a file and a line here. */
export const RECORDING_SOURCES: readonly RecordingSource[] = [
  inventory,
  http,
  httpHistory,
  saturation,
  hosts,
  caches,
  databases,
  pools,
  jobs,
  jobsHistory,
  schedules,
  serving,
  servingHistory,
  ...forecastAccuracy,
  forecastAccuracyOfSites,
  forecastFreshness,
  drift,
  training,
  usage,
  distinctUsers,
  distinctUsersByFeature,
  distinctUsersOfAll,
  // Last: they read what the others record.
  ...BASELINES,
];
