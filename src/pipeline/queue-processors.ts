import { TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { BatchQueue } from '../export/batch-queue.ts';

/** Puts every sampled span into the queue when it ends. */
export class QueueSpanProcessor implements SpanProcessor {
  readonly #queue: BatchQueue<ReadableSpan>;

  constructor(queue: BatchQueue<ReadableSpan>) {
    this.#queue = queue;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0) this.#queue.add(span);
  }

  forceFlush(): Promise<void> {
    return this.#queue.flush();
  }

  async shutdown(): Promise<void> {
    this.#queue.close();
    await this.#queue.flush();
  }
}

/** Puts every log record into the queue. */
export class QueueLogProcessor implements LogRecordProcessor {
  readonly #queue: BatchQueue<ReadableLogRecord>;

  constructor(queue: BatchQueue<ReadableLogRecord>) {
    this.#queue = queue;
  }

  onEmit(record: ReadableLogRecord): void {
    this.#queue.add(record);
  }

  forceFlush(): Promise<void> {
    return this.#queue.flush();
  }

  async shutdown(): Promise<void> {
    this.#queue.close();
    await this.#queue.flush();
  }
}
