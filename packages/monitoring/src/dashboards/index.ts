import type { DashboardSource } from './dashboard-source.ts';
import { business } from './business.ts';
import { databases } from './databases.ts';
import { drift } from './drift.ts';
import { executive } from './executive.ts';
import { forecasts } from './forecasts.ts';
import { infrastructure } from './infrastructure.ts';
import { jobs } from './jobs.ts';
import { overview } from './overview.ts';
import { service } from './service.ts';
import { serving } from './serving.ts';
import { slos } from './slos.ts';
import { training } from './training.ts';
import { logs } from './logs.ts';
import { servers } from './servers.ts';
import { telemetry } from './telemetry.ts';

/** Every dashboard that comes with the package. A new one is a file and a line here. */
export const DASHBOARD_SOURCES: readonly DashboardSource[] = [
  overview,
  service,
  infrastructure,
  databases,
  jobs,
  serving,
  forecasts,
  drift,
  training,
  business,
  slos,
  executive,
  logs,
  telemetry,
  servers,
];
