import { createRequire } from 'node:module';
import { join } from 'node:path';
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

const require = createRequire(import.meta.url);

/**
 * The only place that loads OpenTelemetry SDK packages: each on first use, synchronously. A process whose telemetry is off
 * never pays for them, and `instrument()` need not be awaited. The CommonJS builds load faster than the ESM ones
 * (docs/decisions/0002-own-providers.md), and are the copies that third-party instrumentations use.
 */
export const sdk = {
  core: () => require('@opentelemetry/core') as typeof Core,
  context: () => require('@opentelemetry/context-async-hooks') as typeof ContextAsyncHooks,
  resources: () => require('@opentelemetry/resources') as typeof Resources,
  container: () =>
    require('@opentelemetry/resource-detector-container') as typeof ResourceDetectorContainer,
  trace: () => require('@opentelemetry/sdk-trace') as typeof SdkTrace,
  metrics: () => require('@opentelemetry/sdk-metrics') as typeof SdkMetrics,
  logs: () => require('@opentelemetry/sdk-logs') as typeof SdkLogs,
  otlpProto: {
    traces: () => require('@opentelemetry/exporter-trace-otlp-proto') as typeof ProtoTrace,
    metrics: () => require('@opentelemetry/exporter-metrics-otlp-proto') as typeof ProtoMetrics,
    logs: () => require('@opentelemetry/exporter-logs-otlp-proto') as typeof ProtoLogs,
  },
  otlpJson: {
    traces: () => require('@opentelemetry/exporter-trace-otlp-http') as typeof JsonTrace,
    metrics: () => require('@opentelemetry/exporter-metrics-otlp-http') as typeof JsonMetrics,
    logs: () => require('@opentelemetry/exporter-logs-otlp-http') as typeof JsonLogs,
  },
  /**
   * A package that `@opentelemetry/sdk-node` brings and we do not name ourselves: gRPC, Zipkin and Prometheus exporters, B3
   * propagators. sdk-node itself is not run.
   */
  fromSdkNode: (name: string) =>
    createRequire(require.resolve('@opentelemetry/sdk-node'))(name) as Record<string, unknown>,
  /** A package that the application installs: looked for from here, from the application, and from the meta-package. */
  optional(name: string): Record<string, unknown> {
    const application = createRequire(join(process.cwd(), 'package.json'));
    const seekers = [
      () => require(name) as Record<string, unknown>,
      () => application(name) as Record<string, unknown>,
      () =>
        createRequire(application.resolve('@opentelemetry/auto-instrumentations-node'))(
          name,
        ) as Record<string, unknown>,
    ];
    let problem: unknown;
    for (const seek of seekers) {
      try {
        return seek();
      } catch (error) {
        problem = error;
      }
    }
    throw problem;
  },
};
