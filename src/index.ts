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
  createInstruments,
  createLogger,
  defineCatalog,
  defineHealthCheck,
  extractTraceContext,
  getBaggage,
  injectTraceContext,
  logger,
  recordException,
  setBaggage,
  startHealthServer,
  TelemetryError,
  traced,
  withSpan,
  type Health,
  type HealthCheckHandle,
  type HealthCheckOptions,
  type HealthOutcome,
  type HealthServer,
  type HealthServerOptions,
  type LogAttributes,
  type Logger,
  type Providers,
  type SpanOptions,
} from '@fluxora/telemetry-core';
export {
  expressErrorTelemetry,
  expressTelemetry,
  healthEndpoints,
  type HealthEndpointsOptions,
  type HttpServerOptions,
} from '@fluxora/telemetry-express';
