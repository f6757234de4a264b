import type { MeterProvider } from '@opentelemetry/api';
import type { ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace';
import { BatchQueue } from '../../export/batch-queue.ts';
import { createQueueMetrics } from '../../export/batch-queue-metrics.ts';
import { createExporter } from '../../export/create-exporters.ts';
import type { SignalAccount } from '../../export/signal-account.ts';
import { sdk } from '../../sdk/load-sdk.ts';
import { QueueSpanProcessor } from '../queue-processors.ts';
import { createSampler } from '../sampler.ts';
import { createOtlpOutlet } from './otlp-outlet.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import type { SignalPart } from './signal-part.ts';

/** Traces: the SDK's provider, samplers and limits; our queue. */
export function createTraces(
  { settings, resource, ready, reporter, suppressTracing }: PipelineParts,
  account: SignalAccount,
  selfMetrics: MeterProvider,
): SignalPart<TracerProvider> {
  const { batch, limits, otlp: target, sampler } = settings.traces;
  const { exporter, transport } = createOtlpOutlet(
    createExporter.traces(target, Math.min(target.timeoutMs, batch.exportTimeoutMs), selfMetrics),
    target,
    account,
    (spans: ReadableSpan[]) => spans.length,
    reporter,
  );
  const queue: BatchQueue<ReadableSpan> = new BatchQueue({
    settings: batch,
    exporter,
    account,
    suppressTracing,
    ready,
    observer: createQueueMetrics('traces', selfMetrics, batch.queueSize, () => queue.size),
  });
  const { TracerProvider } = sdk.trace();
  const provider = new TracerProvider({
    resource,
    sampler: createSampler(sampler),
    meterProvider: selfMetrics,
    spanLimits: {
      attributeCountLimit: limits.attributeCount,
      attributeValueLengthLimit: limits.attributeValueLength ?? Infinity,
      eventCountLimit: limits.eventCount,
      linkCountLimit: limits.linkCount,
      attributePerEventCountLimit: limits.attributesPerEvent,
      attributePerLinkCountLimit: limits.attributesPerLink,
    },
    spanProcessors: [new QueueSpanProcessor(queue)],
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
