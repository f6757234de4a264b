/** What the front door itself emits, as data, without loading an SDK: for reports, dashboards and rules. */
export { databaseClientCatalog } from './auto-instrumentations/databases/catalog.ts';
export { doctorCatalog } from './doctor/catalog.ts';
export { drainCatalog } from './drain/catalog.ts';
