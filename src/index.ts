export { instrument } from './instrument.ts';
export type { Telemetry, ServiceInfo, TimeoutOptions } from './telemetry.ts';
export type { FlushReport, SignalReport } from './pipeline/pipeline.ts';
export type {
  ExportHeaders,
  InstrumentOptions,
  LimitOptions,
  LogOptions,
  PropagationOptions,
  SignalSwitches,
  TlsOptions,
  TraceSampler,
} from './options/instrument-options.ts';
export type {
  AutoInstrumentations,
  InstrumentationSettings,
} from './auto-instrumentations/index.ts';
export { drainOnSignal } from './drain/drain-on-signal.ts';
export type {
  Drain,
  DrainCallback,
  DrainCallbacks,
  DrainContext,
  DrainOptions,
  DrainReport,
  DrainStep,
} from './drain/drain-options.ts';
export { drainCatalog } from './drain/catalog.ts';
export { doctorCatalog } from './doctor/catalog.ts';
export { databaseClientCatalog } from './auto-instrumentations/databases/catalog.ts';

// What a service uses every day, so that it depends on one package by name. The rest is in the packages themselves.
export {
  cached,
  createInstruments,
  createLogger,
  defineCatalog,
  defineHealthCheck,
  defineKpi,
  defineUsage,
  extractTraceContext,
  getBaggage,
  httpHealthCheck,
  injectTraceContext,
  logger,
  mongoHealthCheck,
  observeCache,
  observePool,
  recordDeployment,
  recordException,
  recordUsage,
  redisHealthCheck,
  setBaggage,
  sqlHealthCheck,
  startHealthServer,
  tcpHealthCheck,
  TelemetryError,
  traced,
  withSpan,
  type CachedOptions,
  type Deployment,
  type Health,
  type HealthCheckHandle,
  type HealthCheckOptions,
  type HealthOutcome,
  type HealthServer,
  type HealthServerOptions,
  type Kpi,
  type KpiOptions,
  type LogAttributes,
  type Logger,
  type ObserveCacheOptions,
  type ObservedPool,
  type ObservePoolOptions,
  type Providers,
  type SpanOptions,
  type Usage,
  type UsageOptions,
} from '@fluxora/telemetry-core';
export {
  expressErrorTelemetry,
  expressTelemetry,
  healthEndpoints,
  type HealthEndpointsOptions,
  type HttpServerOptions,
} from '@fluxora/telemetry-express';
