export { TelemetryError } from '@fluxora/telemetry-core';
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
