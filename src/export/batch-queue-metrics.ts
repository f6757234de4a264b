import type { MeterProvider } from '@opentelemetry/api';
import type { QueueObserver } from './batch-queue.ts';

const KINDS = {
  traces: { item: 'span', component: 'batching_span_processor' },
  logs: { item: 'log', component: 'batching_log_processor' },
} as const;

/**
 * The self-metrics of a batch processor, named as OpenTelemetry names them: `otel.sdk.processor.{span,log}.processed`,
 * `.queue.size` and `.queue.capacity`.
 */
export function createQueueMetrics(
  signal: 'traces' | 'logs',
  provider: MeterProvider,
  capacity: number,
  size: () => number,
): QueueObserver {
  const { item, component } = KINDS[signal];
  const unit = item === 'log' ? '{log_record}' : '{span}';
  const meter = provider.getMeter(`@opentelemetry/sdk-${signal === 'logs' ? 'logs' : 'trace'}`);
  const attributes = {
    'otel.component.type': component,
    'otel.component.name': `${component}/0`,
  };
  const processed = meter.createCounter(`otel.sdk.processor.${item}.processed`, {
    unit,
    description: 'Items whose processing has finished, successful or failed.',
  });
  meter
    .createUpDownCounter(`otel.sdk.processor.${item}.queue.capacity`, {
      unit,
      description: 'Items that the queue of the processor can hold.',
    })
    .add(capacity, attributes);
  meter
    .createObservableUpDownCounter(`otel.sdk.processor.${item}.queue.size`, {
      unit,
      description: 'Items in the queue of the processor.',
    })
    .addCallback((result) => result.observe(size(), attributes));
  return {
    finished: (items, error) =>
      processed.add(items, error ? { ...attributes, 'error.type': error.name } : attributes),
    refused: () => processed.add(1, { ...attributes, 'error.type': 'queue_full' }),
  };
}
