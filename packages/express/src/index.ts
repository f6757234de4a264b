export { httpServerCatalog } from './catalog.ts';
export { expressErrorTelemetry, type ErrorMiddleware } from './express-error-telemetry.ts';
export { expressTelemetry, type Middleware } from './express-telemetry.ts';
export { healthEndpoints, type HealthEndpointsOptions } from './health/health-endpoints.ts';
export { defaultIgnore } from './ignore.ts';
export { instrumentHttpServer, type HttpServerInstrumentation } from './instrument-http-server.ts';
export type { HttpServerOptions, IgnoreRule } from './options.ts';
export { httpServerOptionProblems } from './settings.ts';
export { defaultRedactedQuery } from './url-query.ts';
