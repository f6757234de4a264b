import type { MeterProvider } from '@opentelemetry/api';
import type { LoggerProvider, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { BatchQueue } from '../../export/batch-queue.ts';
import { createQueueMetrics } from '../../export/batch-queue-metrics.ts';
import { createExporter } from '../../export/create-exporters.ts';
import type { SignalAccount } from '../../export/signal-account.ts';
import { sdk } from '../../sdk/load-sdk.ts';
import { QueueLogProcessor } from '../queue-processors.ts';
import { createOtlpOutlet } from './otlp-outlet.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import type { SignalPart } from './signal-part.ts';

/** Logs: the SDK's provider and limits; our queue. */
export function createLogs(
  { settings, resource, ready, reporter, suppressTracing }: PipelineParts,
  account: SignalAccount,
  selfMetrics: MeterProvider,
): SignalPart<LoggerProvider> {
  const { batch, limits, otlp: target } = settings.logs;
  const { exporter, transport } = createOtlpOutlet(
    createExporter.logs(target, Math.min(target.timeoutMs, batch.exportTimeoutMs), selfMetrics),
    target,
    account,
    (records: ReadableLogRecord[]) => records.length,
    reporter,
  );
  const queue: BatchQueue<ReadableLogRecord> = new BatchQueue({
    settings: batch,
    exporter,
    account,
    suppressTracing,
    ready,
    observer: createQueueMetrics('logs', selfMetrics, batch.queueSize, () => queue.size),
  });
  const { LoggerProvider } = sdk.logs();
  const provider = new LoggerProvider({
    resource,
    meterProvider: selfMetrics,
    logRecordLimits: {
      attributeCountLimit: limits.attributeCount,
      attributeValueLengthLimit: limits.attributeValueLength ?? Infinity,
    },
    processors: [new QueueLogProcessor(queue)],
  });
  return {
    provider,
    flush: () => queue.flush(),
    shutdown: () => provider.shutdown(),
    abort() {
      queue.clear();
      transport.abort();
    },
    takeUnsent: () => transport.takeUnsent(() => queue.exportNow()),
  };
}
