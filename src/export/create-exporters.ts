import type { MeterProvider } from '@opentelemetry/api';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpTarget, Settings } from '../options/settings.ts';
import { sdk } from '../sdk/load-sdk.ts';

/** The official exporters. Their transport is exchanged afterwards, so address and credentials are not given here. */
export const createExporter = {
  traces(target: OtlpTarget, timeoutMs: number, selfMetrics: MeterProvider): SpanExporter {
    const { OTLPTraceExporter } =
      target.protocol === 'http/json' ? sdk.otlpJson.traces() : sdk.otlpProto.traces();
    return new OTLPTraceExporter(configOf(target, timeoutMs, selfMetrics));
  },

  logs(target: OtlpTarget, timeoutMs: number, selfMetrics: MeterProvider): LogRecordExporter {
    const { OTLPLogExporter } =
      target.protocol === 'http/json' ? sdk.otlpJson.logs() : sdk.otlpProto.logs();
    return new OTLPLogExporter(configOf(target, timeoutMs, selfMetrics));
  },

  /** Needs its self-metrics later: the meter provider does not exist before its exporter. */
  metrics(
    target: OtlpTarget,
    timeoutMs: number,
    temporality: Settings['metrics']['temporality'],
  ): PushMetricExporter & { setSelfObsMeterProvider(provider: MeterProvider): void } {
    const { OTLPMetricExporter } =
      target.protocol === 'http/json' ? sdk.otlpJson.metrics() : sdk.otlpProto.metrics();
    return new OTLPMetricExporter({
      ...configOf(target, timeoutMs),
      temporalityPreference: TEMPORALITY[temporality],
    });
  },
};

const TEMPORALITY = { delta: 0, cumulative: 1, lowmemory: 2 } as const;

function configOf(target: OtlpTarget, timeoutMillis: number, selfObsMeterProvider?: MeterProvider) {
  return {
    // Names the server in the exporter's self-metrics.
    url: target.url,
    timeoutMillis,
    // Our queues bound what is on its way; a limit here would refuse batches instead of making them wait.
    concurrencyLimit: Number.MAX_SAFE_INTEGER,
    ...(selfObsMeterProvider && { selfObsMeterProvider }),
  };
}
