import { foreignMetrics } from './foreign-metrics.ts';

const COMPONENT = ['otel.component.name', 'otel.component.type'];

/** What our batch processors say about their queues, by OpenTelemetry's conventions for SDKs. In no catalog of ours: the names are theirs. */
export const otelSdkMetrics = foreignMetrics(
  'OpenTelemetry SDK',
  [
    ['otel.sdk.processor.span.processed', 'counter', '{span}', 'error.type'],
    ['otel.sdk.processor.span.queue.size', 'upDownCounter', '{span}'],
    ['otel.sdk.processor.span.queue.capacity', 'upDownCounter', '{span}'],
    ['otel.sdk.processor.log.processed', 'counter', '{log_record}', 'error.type'],
    ['otel.sdk.processor.log.queue.size', 'upDownCounter', '{log_record}'],
    ['otel.sdk.processor.log.queue.capacity', 'upDownCounter', '{log_record}'],
  ],
  COMPONENT,
);
