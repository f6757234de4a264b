import { SpanStatusCode, type Span } from '@opentelemetry/api';
import { errorType } from './error-type.ts';
import { exceptionAttributes } from './exception-attributes.ts';

/**
 * Marks a span as failed: an `exception` event with type, message and stack trace including causes, status ERROR with the
 * message, and the attribute `error.type`. The span is not ended. Never throws; nothing happens on a span that has ended.
 *
 * @param error - Anything thrown; strings and null are fine.
 */
export function recordException(span: Span, error: unknown): void {
  try {
    if (!span.isRecording()) return;
    const attributes = exceptionAttributes(error);
    span.addEvent('exception', { ...attributes });
    span.setAttribute('error.type', errorType(error));
    const message = attributes['exception.message'];
    span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  } catch {
    // A broken span must not hide the error that is being recorded.
  }
}
