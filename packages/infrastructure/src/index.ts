export { infrastructureCatalog } from './catalog.ts';
