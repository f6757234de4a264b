import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { MeterProvider } from '@opentelemetry/api';
import type { ExportHeaders } from '../options/instrument-options.ts';
import type { OtlpTarget, Settings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';
import { createAgentFactory } from './agent-factory.ts';

const TEMPORALITY = { delta: 0, cumulative: 1, lowmemory: 2 } as const;

export function createSpanExporter(target: OtlpTarget, selfMetrics: MeterProvider): SpanExporter {
  const { OTLPTraceExporter } =
    target.protocol === 'http/json' ? sdk.otlpJson.traces() : sdk.otlpProto.traces();
  return new OTLPTraceExporter({ ...exporterConfig(target), selfObsMeterProvider: selfMetrics });
}

export function createMetricExporter(
  target: OtlpTarget,
  temporality: Settings['metrics']['temporality'],
): PushMetricExporter & { setSelfObsMeterProvider(provider: MeterProvider): void } {
  const { OTLPMetricExporter } =
    target.protocol === 'http/json' ? sdk.otlpJson.metrics() : sdk.otlpProto.metrics();
  return new OTLPMetricExporter({
    ...exporterConfig(target),
    temporalityPreference: TEMPORALITY[temporality],
  });
}

export function createLogExporter(
  target: OtlpTarget,
  selfMetrics: MeterProvider,
): LogRecordExporter {
  const { OTLPLogExporter } =
    target.protocol === 'http/json' ? sdk.otlpJson.logs() : sdk.otlpProto.logs();
  return new OTLPLogExporter({ ...exporterConfig(target), selfObsMeterProvider: selfMetrics });
}

function exporterConfig(target: OtlpTarget) {
  return {
    url: target.url,
    headers: toHeadersFactory(target.headers),
    timeoutMillis: target.timeoutMs,
    compression: target.compression as never, // an enum upstream whose values are these strings
    httpAgentOptions: createAgentFactory(target.tls),
    // A flush starts all batches of a full queue at once; the exporter would refuse those above its limit.
    concurrencyLimit: Number.MAX_SAFE_INTEGER,
  };
}

function toHeadersFactory(headers: ExportHeaders): () => Promise<Record<string, string>> {
  return async () => ({ ...(typeof headers === 'function' ? await headers() : headers) });
}
