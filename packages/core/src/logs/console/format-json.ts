import type { LogEntry } from '../log-entry.ts';
import { LOG_SEVERITY } from '../log-level.ts';
import type { PlainValue } from '../normalize-value.ts';
import { isoTime } from './iso-time.ts';
import { jsonMember, jsonValue } from './json-text.ts';

/** Members that every line may have. An attribute of the same name is written as `attributes.<name>`. */
const RESERVED = new Set([
  'timestamp',
  'level',
  'severity_number',
  'message',
  'logger',
  'event.name',
  'service.name',
  'trace_id',
  'span_id',
  'trace_flags',
]);

/** One record as one line of JSON, without the line's end. */
export function formatJson(entry: LogEntry, serviceName: string | undefined): string {
  const { level, eventName, scope, spanContext, attributes } = entry;
  let line = `{"timestamp":"${isoTime(entry.timeMs)}","level":"${level}","severity_number":${LOG_SEVERITY[level]}`;
  line += `,"message":${jsonValue(entry.message ?? eventName ?? '')}`;
  if (scope !== undefined) line += `,"logger":${jsonValue(scope)}`;
  if (eventName !== undefined) line += `,"event.name":${jsonValue(eventName)}`;
  if (serviceName !== undefined) line += `,"service.name":${jsonValue(serviceName)}`;
  if (spanContext) {
    const flags = spanContext.traceFlags.toString(16).padStart(2, '0');
    line += `,"trace_id":"${spanContext.traceId}","span_id":"${spanContext.spanId}","trace_flags":"${flags}"`;
  }
  for (const key in attributes) {
    const name = RESERVED.has(key) ? `attributes.${key}` : key;
    line += jsonMember(name) + jsonValue(attributes[key] as PlainValue);
  }
  return `${line}}`;
}
