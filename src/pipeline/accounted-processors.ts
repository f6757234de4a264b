import { type Context, TraceFlags } from '@opentelemetry/api';
import type { LogRecordProcessor, ReadWriteLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { SignalAccount } from '../export/signal-account.ts';

/** Enters every sampled span in the books before the batch processor sees it. */
export class AccountedSpanProcessor implements SpanProcessor {
  readonly #inner: SpanProcessor;
  readonly #account: SignalAccount;

  constructor(inner: SpanProcessor, account: SignalAccount) {
    this.#inner = inner;
    this.#account = account;
  }

  onStart(span: Span, parentContext: Context): void {
    this.#inner.onStart(span, parentContext);
  }

  onEnd(span: ReadableSpan): void {
    if ((span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.#account.create();
    this.#inner.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }
}

/** Enters every log record in the books before the batch processor sees it. */
export class AccountedLogProcessor implements LogRecordProcessor {
  readonly #inner: LogRecordProcessor;
  readonly #account: SignalAccount;

  constructor(inner: LogRecordProcessor, account: SignalAccount) {
    this.#inner = inner;
    this.#account = account;
  }

  onEmit(record: ReadWriteLogRecord, context?: Context): void {
    this.#account.create();
    this.#inner.onEmit(record, context);
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }
}
