import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { formatAttributes, formatDuration, formatTime } from './format-parts.ts';

/** One line per span, and one more per exception: for eyes, not for programs. */
export function formatSpan(span: ReadableSpan): string {
  const { traceId, spanId } = span.spanContext();
  const { status } = span;
  const parts = [
    formatTime(span.endTime),
    'span  ',
    span.name,
    `(${SpanKind[span.kind].toLowerCase()}, ${formatDuration(span.duration)})`,
    status.code === SpanStatusCode.ERROR
      ? `ERROR${status.message ? ` ${status.message}` : ''}`
      : '',
    formatAttributes(span.attributes),
    `[trace ${traceId} span ${spanId}${span.parentSpanContext ? ` in ${span.parentSpanContext.spanId}` : ''}]`,
  ];
  const exceptions = span.events
    .filter((event) => event.name === 'exception')
    .map(
      ({ attributes }) =>
        `\n${indent(attributes?.['exception.stacktrace'] ?? attributes?.['exception.message'])}`,
    );
  return parts.filter((part) => part !== '').join(' ') + exceptions.join('');
}

function indent(text: unknown): string {
  return String(text).replace(/^/gm, '    ');
}
