export { infrastructureCatalog } from './catalog.ts';
export type { FilesystemOptions, HostOptions } from './host/host-options.ts';
export type { InfrastructureOptions } from './options.ts';
export { infrastructureOptionProblems } from './options-problems.ts';
export type { RuntimeOptions } from './runtime/runtime-options.ts';
export {
  startInfrastructureMetrics,
  type InfrastructureMetrics,
} from './start-infrastructure-metrics.ts';
