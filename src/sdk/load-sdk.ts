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
  core: () => loadPackage<typeof Core>('@opentelemetry/core'),
  context: () => loadPackage<typeof ContextAsyncHooks>('@opentelemetry/context-async-hooks'),
  resources: () => loadPackage<typeof Resources>('@opentelemetry/resources'),
  container: () =>
    loadPackage<typeof ResourceDetectorContainer>('@opentelemetry/resource-detector-container'),
  trace: () => loadPackage<typeof SdkTrace>('@opentelemetry/sdk-trace'),
  metrics: () => loadPackage<typeof SdkMetrics>('@opentelemetry/sdk-metrics'),
  logs: () => loadPackage<typeof SdkLogs>('@opentelemetry/sdk-logs'),
  otlpProto: {
    traces: () => loadPackage<typeof ProtoTrace>('@opentelemetry/exporter-trace-otlp-proto'),
    metrics: () => loadPackage<typeof ProtoMetrics>('@opentelemetry/exporter-metrics-otlp-proto'),
    logs: () => loadPackage<typeof ProtoLogs>('@opentelemetry/exporter-logs-otlp-proto'),
  },
  otlpJson: {
    traces: () => loadPackage<typeof JsonTrace>('@opentelemetry/exporter-trace-otlp-http'),
    metrics: () => loadPackage<typeof JsonMetrics>('@opentelemetry/exporter-metrics-otlp-http'),
    logs: () => loadPackage<typeof JsonLogs>('@opentelemetry/exporter-logs-otlp-http'),
  },
  /** gRPC, Zipkin and Prometheus exporters, B3 propagators. sdk-node itself is not run. */
  fromSdkNode: (name: string) => loadFromSdkNode<Record<string, unknown>>(name),
  /** Detectors of clouds. */
  optional: (name: string) => loadOptional<Record<string, unknown>>(name),
};
