import type * as ContextAsyncHooks from '@opentelemetry/context-async-hooks';
import type * as Core from '@opentelemetry/core';
import type * as JsonLogs from '@opentelemetry/exporter-logs-otlp-http';
import type * as ProtoLogs from '@opentelemetry/exporter-logs-otlp-proto';
import type * as JsonMetrics from '@opentelemetry/exporter-metrics-otlp-http';
import type * as ProtoMetrics from '@opentelemetry/exporter-metrics-otlp-proto';
import type * as JsonTrace from '@opentelemetry/exporter-trace-otlp-http';
import type * as ProtoTrace from '@opentelemetry/exporter-trace-otlp-proto';
import type * as ResourceDetectorContainer from '@opentelemetry/resource-detector-container';
import type * as Resources from '@opentelemetry/resources';
import type * as SdkLogs from '@opentelemetry/sdk-logs';
import type * as SdkMetrics from '@opentelemetry/sdk-metrics';
import type * as SdkTrace from '@opentelemetry/sdk-trace';
import { loadFromSdkNode, loadOptional, loadPackage } from './load-package.ts';

/**
 * The only place that names OpenTelemetry SDK packages: each is loaded on first use, synchronously. A process whose telemetry
 * is off never pays for them, and `instrument()` need not be awaited. These are the CommonJS builds, which load faster than
 * the ESM ones (docs/decisions/0002-own-providers.md) and are the copies that third-party instrumentations use.
 */
export const sdk = {
  core: () => loadPackage('@opentelemetry/core') as typeof Core,
  context: () => loadPackage('@opentelemetry/context-async-hooks') as typeof ContextAsyncHooks,
  resources: () => loadPackage('@opentelemetry/resources') as typeof Resources,
  container: () =>
    loadPackage('@opentelemetry/resource-detector-container') as typeof ResourceDetectorContainer,
  trace: () => loadPackage('@opentelemetry/sdk-trace') as typeof SdkTrace,
  metrics: () => loadPackage('@opentelemetry/sdk-metrics') as typeof SdkMetrics,
  logs: () => loadPackage('@opentelemetry/sdk-logs') as typeof SdkLogs,
  otlpProto: {
    traces: () => loadPackage('@opentelemetry/exporter-trace-otlp-proto') as typeof ProtoTrace,
    metrics: () => loadPackage('@opentelemetry/exporter-metrics-otlp-proto') as typeof ProtoMetrics,
    logs: () => loadPackage('@opentelemetry/exporter-logs-otlp-proto') as typeof ProtoLogs,
  },
  otlpJson: {
    traces: () => loadPackage('@opentelemetry/exporter-trace-otlp-http') as typeof JsonTrace,
    metrics: () => loadPackage('@opentelemetry/exporter-metrics-otlp-http') as typeof JsonMetrics,
    logs: () => loadPackage('@opentelemetry/exporter-logs-otlp-http') as typeof JsonLogs,
  },
  /** gRPC, Zipkin and Prometheus exporters, B3 propagators. sdk-node itself is not run. */
  fromSdkNode: (name: string) => loadFromSdkNode(name) as Record<string, unknown>,
  /** Detectors of clouds. */
  optional: (name: string) => loadOptional(name) as Record<string, unknown>,
};
