import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BackgroundExporter } from '../../export/background-exporter.ts';
import { countDataPoints } from '../../export/count-data-points.ts';
import { createExporter } from '../../export/create-exporters.ts';
import type { SignalAccount } from '../../export/signal-account.ts';
import { sdk } from '../../sdk/load-sdk.ts';
import { createOtlpOutlet } from './otlp-outlet.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import type { SignalPart } from './signal-part.ts';

/** Metrics: the SDK's provider and periodic reader, and its own self-metrics. */
export function createMetrics(
  { settings, resource, reporter }: PipelineParts,
  account: SignalAccount,
): SignalPart<MeterProvider> {
  const { otlp: target, exportIntervalMs, exportTimeoutMs } = settings.metrics;
  const { MeterProvider, PeriodicExportingMetricReader } = sdk.metrics();
  const otlp = createExporter.metrics(
    target,
    Math.min(target.timeoutMs, exportTimeoutMs),
    settings.metrics.temporality,
  );
  const countAndCreate = (batch: Parameters<typeof countDataPoints>[0]): number => {
    const points = countDataPoints(batch);
    // A point exists from the moment it is collected.
    account.create(points);
    return points;
  };
  const { exporter, transport } = createOtlpOutlet(otlp, target, account, countAndCreate, reporter);
  const background = new BackgroundExporter(
    exporter,
    otlp.selectAggregationTemporality?.bind(otlp),
    (batch) => account.drop('queue_full', countAndCreate(batch)),
  );
  const provider = new MeterProvider({
    resource,
    sdkMetricsEnabled: true,
    readers: [
      new PeriodicExportingMetricReader({
        exporter: background,
        exportIntervalMillis: exportIntervalMs,
        exportTimeoutMillis: exportTimeoutMs,
        cardinalityLimits: { default: settings.metrics.seriesPerInstrument },
      }),
    ],
  });
  otlp.setSelfObsMeterProvider(provider);
  return {
    provider,
    async flush() {
      await provider.forceFlush();
      await background.idle();
    },
    async shutdown() {
      await provider.shutdown();
      await background.idle();
    },
    abort: () => transport.abort(),
    // Collecting is asynchronous, so the values since the last export cannot be had in one turn.
    takeUnsent: () => transport.takeUnsent(() => undefined),
  };
}
