export { jobCatalog } from './catalog.ts';
