import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { formatAttributes, formatTime } from './format-parts.ts';

/** One line per log record, and the stack of an exception below it. */
export function formatLogRecord(record: ReadableLogRecord): string {
  const { 'exception.stacktrace': stack, ...attributes } = record.attributes;
  const body = record.body === undefined ? '' : toText(record.body);
  const parts = [
    formatTime(record.hrTime),
    (record.severityText ?? 'LOG').padEnd(6),
    record.eventName === undefined ? '' : `<${record.eventName}>`,
    body,
    formatAttributes(attributes),
    record.spanContext
      ? `[trace ${record.spanContext.traceId} span ${record.spanContext.spanId}]`
      : '',
  ];
  const below = typeof stack === 'string' ? `\n${stack.replace(/^/gm, '    ')}` : '';
  return parts.filter((part) => part !== '').join(' ') + below;
}

function toText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
