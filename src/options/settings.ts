import type { ConsoleMode, LogThreshold, SignalType } from '@fluxora/telemetry-core';
import type { AutoInstrumentations } from '../auto-instrumentations/index.ts';
import type {
  ExportHeaders,
  InstrumentOptions,
  TlsOptions,
  TraceSampler,
} from './instrument-options.ts';

export const SIGNALS = ['traces', 'metrics', 'logs'] as const satisfies readonly SignalType[];

/** Where and how one signal is sent over OTLP/HTTP. */
export interface OtlpTarget {
  readonly url: string;
  readonly headers: ExportHeaders;
  readonly protocol: 'http/protobuf' | 'http/json' | 'grpc';
  readonly compression: 'gzip' | 'none';
  readonly timeoutMs: number;
  readonly tls: TlsOptions;
}

export interface SignalSettings {
  /** `otlp`, `console`, or a name that only `@opentelemetry/sdk-node` knows. Empty: the signal is off. */
  readonly exporters: readonly string[];
  readonly otlp: OtlpTarget;
}

export interface BatchSettings {
  readonly queueSize: number;
  readonly batchSize: number;
  readonly scheduleDelayMs: number;
  readonly exportTimeoutMs: number;
}

export interface AttributeLimits {
  readonly attributeCount: number;
  /** `undefined` means unlimited. */
  readonly attributeValueLength: number | undefined;
}

export interface SpanLimitSettings extends AttributeLimits {
  readonly eventCount: number;
  readonly linkCount: number;
  readonly attributesPerEvent: number;
  readonly attributesPerLink: number;
}

export type SamplerSettings =
  | { readonly kind: 'ratio'; readonly ratio: number; readonly parentBased: boolean }
  | { readonly kind: 'custom'; readonly sampler: TraceSampler };

/** Everything that was decided before anything is built: options, environment and defaults in one. */
export interface Settings {
  readonly mode: 'otlp' | 'console' | 'off';
  readonly pipeline: 'standard';
  readonly service: {
    readonly name: string;
    readonly version: string | undefined;
    readonly namespace: string | undefined;
    readonly environment: string | undefined;
  };
  readonly resourceAttributes: Readonly<Record<string, string | number | boolean>>;
  readonly detectors: readonly string[];
  readonly cloud: readonly ('aws' | 'gcp' | 'azure')[];
  readonly traces: SignalSettings & {
    readonly batch: BatchSettings;
    readonly limits: SpanLimitSettings;
    readonly sampler: SamplerSettings;
  };
  readonly metrics: SignalSettings & {
    readonly exportIntervalMs: number;
    readonly exportTimeoutMs: number;
    readonly temporality: 'cumulative' | 'delta' | 'lowmemory';
    readonly seriesPerInstrument: number;
    /** Where metrics are served when `prometheus` is among the exporters. */
    readonly prometheus: { readonly host: string; readonly port: number };
  };
  readonly logs: SignalSettings & {
    readonly batch: BatchSettings;
    readonly limits: AttributeLimits;
    readonly level: LogThreshold;
    readonly console: ConsoleMode;
    readonly captureConsole: boolean;
  };
  readonly propagation: {
    readonly propagators: readonly string[];
    readonly hosts: readonly string[];
    readonly baggageKeys: readonly string[];
  };
  readonly redact: readonly string[];
  readonly http: InstrumentOptions['http'];
  /** `undefined`: nobody has said anything, so it is on. */
  readonly infrastructure: InstrumentOptions['infrastructure'];
  readonly autoInstrumentations: AutoInstrumentations;
  readonly deployment: {
    /** Whether the start is recorded. */
    readonly event: boolean;
    readonly commit: string | undefined;
  };
  readonly processHooks: boolean;
  readonly flushTimeoutMs: number;
  readonly shutdownTimeoutMs: number;
  readonly exitTimeoutMs: number;
  readonly diagLevel: string | undefined;
}
