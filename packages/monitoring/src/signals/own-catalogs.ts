import { databaseClientCatalog, doctorCatalog, drainCatalog } from '@fluxora/telemetry/catalogs';
import {
  cacheCatalog,
  connectionPoolCatalog,
  healthCatalog,
  telemetryCatalog,
  usageCatalog,
  type Catalog,
} from '@fluxora/telemetry-core';
import { httpServerCatalog } from '@fluxora/telemetry-express';
import { infrastructureCatalog } from '@fluxora/telemetry-infrastructure';
import { jobCatalog } from '@fluxora/telemetry-job-runner';
import {
  driftCatalog,
  forecastCatalog,
  servingCatalog,
  trainingCatalog,
} from '@fluxora/telemetry-model';

/** Everything that our packages can emit. */
export const OWN_CATALOGS: readonly Catalog[] = [
  telemetryCatalog,
  healthCatalog,
  usageCatalog,
  cacheCatalog,
  connectionPoolCatalog,
  databaseClientCatalog,
  drainCatalog,
  doctorCatalog,
  httpServerCatalog,
  infrastructureCatalog,
  jobCatalog,
  servingCatalog,
  forecastCatalog,
  driftCatalog,
  trainingCatalog,
];
