import type { ConsoleMode, LogThreshold } from '@fluxora/telemetry-core';
import type { HttpServerOptions } from '@fluxora/telemetry-express';
import type { InfrastructureOptions } from '@fluxora/telemetry-infrastructure';
import type { Attributes, Context, Link, SpanKind, TraceState } from '@opentelemetry/api';
import type { AutoInstrumentations } from '../auto-instrumentations/index.ts';

/** The three signals, each of which can be switched off. */
export interface SignalSwitches {
  readonly traces?: boolean;
  readonly metrics?: boolean;
  readonly logs?: boolean;
}

/** A sampler of any OpenTelemetry SDK or your own: `decision` 0 = drop, 1 = record only, 2 = record and send. */
export interface TraceSampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): {
    decision: 0 | 1 | 2;
    attributes?: Readonly<Attributes>;
    traceState?: TraceState;
  };
  toString(): string;
}

/** HTTP headers sent with every export. A function is asked before each request, so that tokens can be renewed. */
export type ExportHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** TLS towards the collector, as for `node:https`. Given or not, connections are kept alive. */
export interface TlsOptions {
  /** Certificate authority (PEM) that signed the collector's certificate. @defaultValue Node's own list */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** Client certificate (PEM), for mutual TLS. Needs `key`. */
  readonly cert?: string | Buffer;
  /** Client key (PEM), for mutual TLS. Needs `cert`. */
  readonly key?: string | Buffer;
  /** Passphrase of `key`. */
  readonly passphrase?: string;
  /** Name to verify the collector's certificate against. @defaultValue the endpoint's host */
  readonly servername?: string;
  /** `false` accepts any certificate. For a laboratory only. @defaultValue true */
  readonly rejectUnauthorized?: boolean;
}

/** Bounds on what one process keeps and sends. */
export interface LimitOptions {
  /** Attributes per span, per span event, per link, per log record. Whole number ≥ 0. @defaultValue 128 */
  readonly attributeCount?: number;
  /** Characters of a string attribute; longer ones are cut. Whole number ≥ 0. @defaultValue unlimited */
  readonly attributeValueLength?: number;
  /** Events per span. Whole number ≥ 0. @defaultValue 128 */
  readonly eventCount?: number;
  /** Links per span. Whole number ≥ 0. @defaultValue 128 */
  readonly linkCount?: number;
  /** Series per metric instrument, the overflow series included. Whole number ≥ 1. @defaultValue 2000 */
  readonly seriesPerInstrument?: number;
  /** Spans, and likewise log records, that wait for export; further ones are dropped and counted. ≥ 1. @defaultValue 2048 */
  readonly queueSize?: number;
  /** Spans or log records per request. ≥ 1, at most `queueSize`. @defaultValue 512 */
  readonly batchSize?: number;
}

/** What may leave the process on outgoing requests. */
export interface PropagationOptions {
  /** Hosts that receive trace context: `api.example.com`, `*.internal`. @defaultValue ['*'] */
  readonly hosts?: readonly string[];
  /** Baggage keys that are sent and accepted. @defaultValue [] (none) */
  readonly baggageKeys?: readonly string[];
}

/** How the loggers behave. */
export interface LogOptions {
  /** Least level that is recorded; `off` records none. @defaultValue `FLUXORA_LOG_LEVEL`, `LOG_LEVEL`, else 'info' */
  readonly level?: LogThreshold;
  /** Lines on the console: readable, JSON, none, or readable on a terminal and JSON elsewhere. @defaultValue 'auto' */
  readonly console?: ConsoleMode;
  /** Also record what the program writes with `console.*`. @defaultValue false */
  readonly captureConsole?: boolean;
}

/**
 * Options of {@link instrument}. Every one has a default; none is needed.
 *
 * `OTEL_*` and `FLUXORA_*` environment variables win over these, except for `resourceAttributes`, where OpenTelemetry
 * gives code the last word. docs/configuration.md has the table.
 */
export interface InstrumentOptions {
  /** `service.name`. @defaultValue `OTEL_SERVICE_NAME`, else `name` of the nearest package.json, else `unknown_service:node` */
  readonly service?: string;
  /** `service.version`. @defaultValue `version` of the nearest package.json */
  readonly version?: string;
  /** `service.namespace`: the group of services this one belongs to. */
  readonly namespace?: string;
  /** `deployment.environment.name`: production, staging… Not guessed from `NODE_ENV`, which says production in staging too. */
  readonly environment?: string;
  /**
   * `otlp` sends to a collector, `console` prints spans, metrics and logs on stdout for development, `off` does nothing at
   * all: no SDK is loaded, nothing is patched, no timer, no socket. @defaultValue 'otlp'
   */
  readonly mode?: 'otlp' | 'console' | 'off';
  /** What carries the signals. @defaultValue 'standard' */
  readonly pipeline?: 'standard';
  /** Base URL of the collector; `/v1/traces` and so on are appended. @defaultValue 'http://localhost:4318' */
  readonly endpoint?: string;
  /** Sent with every export, for example credentials. @defaultValue {} */
  readonly headers?: ExportHeaders;
  /** How exports are encoded. gRPC only by `OTEL_EXPORTER_OTLP_PROTOCOL=grpc`. @defaultValue 'http/protobuf' */
  readonly protocol?: 'http/protobuf' | 'http/json';
  /** How exports are compressed. @defaultValue 'gzip', but 'none' towards this host (localhost, 127.0.0.1, ::1) */
  readonly compression?: 'gzip' | 'none';
  /** Longest time for one batch, retries included. Milliseconds, ≥ 1. @defaultValue 10_000 */
  readonly timeoutMs?: number;
  /** Certificates for an `https:` endpoint. @defaultValue {} */
  readonly tls?: TlsOptions;
  /** Share of new traces to keep, 0 to 1 (a remote parent's decision is followed), or a sampler. @defaultValue 1 */
  readonly sampler?: number | TraceSampler;
  /** Time between two metric exports. Milliseconds, ≥ 1. @defaultValue 60_000 */
  readonly metricExportIntervalMs?: number;
  /** Whether counters and histograms are sent as totals since start or as changes. @defaultValue 'cumulative' */
  readonly temporality?: 'cumulative' | 'delta' | 'lowmemory';
  /** Further attributes of the resource; they win over everything detected. */
  readonly resourceAttributes?: Readonly<Record<string, string | number | boolean>>;
  /** Clouds to ask for resource attributes. They answer late or never; the start does not wait. @defaultValue [] */
  readonly cloud?: readonly ('aws' | 'gcp' | 'azure')[];
  /** Who receives trace context, and which baggage passes. @defaultValue every host, no baggage */
  readonly propagation?: PropagationOptions;
  /** Further attribute keys whose values become `[redacted]` on spans and log records; `*` matches any text. @defaultValue the keys that usually hold secrets */
  readonly redact?: readonly string[];
  /** What one process keeps and sends at most. @defaultValue the limits of the OpenTelemetry specification */
  readonly limits?: LimitOptions;
  /** Options of `instrumentHttpServer`, or `false` to leave HTTP servers alone. @defaultValue {} */
  readonly http?: Omit<HttpServerOptions, 'providers'> | false;
  /**
   * What the machine, the container, the process and Node.js are doing: options of `startInfrastructureMetrics`, or `false`.
   * @defaultValue {}, but false in console mode and beside another SDK
   */
  readonly infrastructure?: Omit<InfrastructureOptions, 'providers'> | false;
  /** Loads `@opentelemetry/auto-instrumentations-node` for third-party libraries. @defaultValue false */
  readonly autoInstrumentations?: AutoInstrumentations;
  /** How the loggers behave; holds for loggers made before, too. */
  readonly logs?: LogOptions;
  /** Signals that are not sent. @defaultValue all are on */
  readonly signals?: SignalSwitches;
  /**
   * Record once per process, as the event `fluxora.deployment`, which version and commit began to run: dashboards draw a line
   * there. Not in worker threads and cluster workers. @defaultValue true
   */
  readonly deploymentEvent?: boolean;
  /** Flush on SIGTERM, SIGINT and normal exit, and record uncaught exceptions. @defaultValue true */
  readonly processHooks?: boolean;
  /** Budget of {@link Telemetry.flush}. Milliseconds, ≥ 1. @defaultValue 2_000 */
  readonly flushTimeoutMs?: number;
  /** Budget of {@link Telemetry.shutdown} and of the flush on signals and exit. Milliseconds, ≥ 1. @defaultValue 2_000 */
  readonly shutdownTimeoutMs?: number;
  /**
   * When the process ends at once (an uncaught exception, `process.exit()`), it is held for at most this long while a helper
   * thread delivers the spans and log records that are left. 0 never holds it and loses them. Milliseconds, ≥ 0. @defaultValue 2_000
   */
  readonly exitTimeoutMs?: number;
}
