import { pathToFileURL } from 'node:url';
import type { Catalog } from '@fluxora/telemetry-core';
import {
  cacheCatalog,
  connectionPoolCatalog,
  healthCatalog,
  usageCatalog,
} from '@fluxora/telemetry-core';
import { drainCatalog } from '@fluxora/telemetry';
import { httpServerCatalog } from '@fluxora/telemetry-express';
import { infrastructureCatalog } from '@fluxora/telemetry-infrastructure';

/** The catalogs of those who emit in the demo: our packages, and the example itself. */
export async function loadCatalogs(root: string): Promise<readonly Catalog[]> {
  const url = pathToFileURL(`${root}/examples/forecast-api/src/catalog.js`);
  const { forecastCatalog } = (await import(url.href)) as { forecastCatalog: Catalog };
  return [
    httpServerCatalog,
    infrastructureCatalog,
    connectionPoolCatalog,
    cacheCatalog,
    healthCatalog,
    usageCatalog,
    drainCatalog,
    forecastCatalog,
  ];
}
