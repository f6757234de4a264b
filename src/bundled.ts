/**
 * For programs that are bundled into one file: `import '@fluxora/telemetry/bundled';` beside `import { instrument } …`.
 *
 * The OpenTelemetry SDK is loaded when telemetry starts and not before, which bundlers do not see; this import shows it to
 * them. Programs that are not bundled do not need it: it only makes them start slower.
 */
import * as contextAsyncHooks from '@opentelemetry/context-async-hooks';
import * as core from '@opentelemetry/core';
import * as jsonLogs from '@opentelemetry/exporter-logs-otlp-http';
import * as protoLogs from '@opentelemetry/exporter-logs-otlp-proto';
import * as jsonMetrics from '@opentelemetry/exporter-metrics-otlp-http';
import * as protoMetrics from '@opentelemetry/exporter-metrics-otlp-proto';
import * as jsonTrace from '@opentelemetry/exporter-trace-otlp-http';
import * as protoTrace from '@opentelemetry/exporter-trace-otlp-proto';
import * as resourceDetectorContainer from '@opentelemetry/resource-detector-container';
import * as resources from '@opentelemetry/resources';
import * as sdkLogs from '@opentelemetry/sdk-logs';
import * as sdkMetrics from '@opentelemetry/sdk-metrics';
import * as sdkTrace from '@opentelemetry/sdk-trace';
import { providePackages } from './sdk/provided-packages.ts';

providePackages({
  '@opentelemetry/context-async-hooks': contextAsyncHooks,
  '@opentelemetry/core': core,
  '@opentelemetry/exporter-logs-otlp-http': jsonLogs,
  '@opentelemetry/exporter-logs-otlp-proto': protoLogs,
  '@opentelemetry/exporter-metrics-otlp-http': jsonMetrics,
  '@opentelemetry/exporter-metrics-otlp-proto': protoMetrics,
  '@opentelemetry/exporter-trace-otlp-http': jsonTrace,
  '@opentelemetry/exporter-trace-otlp-proto': protoTrace,
  '@opentelemetry/resource-detector-container': resourceDetectorContainer,
  '@opentelemetry/resources': resources,
  '@opentelemetry/sdk-logs': sdkLogs,
  '@opentelemetry/sdk-metrics': sdkMetrics,
  '@opentelemetry/sdk-trace': sdkTrace,
});
