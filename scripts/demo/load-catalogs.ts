import { pathToFileURL } from 'node:url';
import type { Catalog } from '@fluxora/telemetry-core';
import { httpServerCatalog } from '@fluxora/telemetry-express';

/** The catalogs of those who emit in the demo: HTTP, and the example itself. */
export async function loadCatalogs(root: string): Promise<readonly Catalog[]> {
  const url = pathToFileURL(`${root}/examples/forecast-api/src/catalog.js`);
  const { forecastCatalog } = (await import(url.href)) as { forecastCatalog: Catalog };
  return [httpServerCatalog, forecastCatalog];
}
