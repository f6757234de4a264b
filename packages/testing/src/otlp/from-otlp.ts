import type { Attributes } from '@opentelemetry/api';
import type { TestLog, TestScope, TestSpan, TestSpanKind } from '../signals/test-signals.ts';
import { fromAnyValue, fromKeyValues } from './otlp-attributes.ts';
import type { OtlpMessage } from './otlp-schema.ts';

// By the enum's number. UNSPECIFIED (0) is to be read as internal, says the schema.
const SPAN_KINDS: readonly TestSpanKind[] = [
  'internal',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
];
const STATUS_CODES = ['unset', 'ok', 'error'] as const;
const CONTEXT_HAS_IS_REMOTE = 0x100;
const CONTEXT_IS_REMOTE = 0x200;

/** The spans of an export request, in the order sent. */
export function spansFromOtlp(request: OtlpMessage<'ExportTraceServiceRequest'>): TestSpan[] {
  return (request.resourceSpans ?? []).flatMap(({ resource, scopeSpans }) => {
    const resourceAttributes = fromKeyValues(resource?.attributes);
    return (scopeSpans ?? []).flatMap(({ scope, schemaUrl, spans }) =>
      (spans ?? []).map((span) => toTestSpan(span, scopeOf(scope, schemaUrl), resourceAttributes)),
    );
  });
}

/** The log records of an export request, in the order sent. */
export function logsFromOtlp(request: OtlpMessage<'ExportLogsServiceRequest'>): TestLog[] {
  return (request.resourceLogs ?? []).flatMap(({ resource, scopeLogs }) => {
    const resourceAttributes = fromKeyValues(resource?.attributes);
    return (scopeLogs ?? []).flatMap(({ scope, schemaUrl, logRecords }) =>
      (logRecords ?? []).map((log) =>
        toTestLog(log, scopeOf(scope, schemaUrl), resourceAttributes),
      ),
    );
  });
}

export function scopeOf(
  scope: OtlpMessage<'InstrumentationScope'> | undefined,
  schemaUrl: string | undefined,
): TestScope {
  return { name: scope?.name ?? '', version: scope?.version ?? '', schemaUrl: schemaUrl ?? '' };
}

function toTestSpan(span: OtlpMessage<'Span'>, scope: TestScope, resource: Attributes): TestSpan {
  const start = span.startTimeUnixNano ?? 0n;
  const flags = span.flags ?? 0;
  const hasParent = span.parentSpanId !== undefined && span.parentSpanId.length > 0;
  return {
    name: span.name ?? '',
    kind: SPAN_KINDS[span.kind ?? 0] ?? 'internal',
    attributes: fromKeyValues(span.attributes),
    status: {
      code: STATUS_CODES[span.status?.code ?? 0] ?? 'unset',
      ...(span.status?.message && { message: span.status.message }),
    },
    events: (span.events ?? []).map((event) => ({
      name: event.name ?? '',
      attributes: fromKeyValues(event.attributes),
      timeMs: milliseconds(event.timeUnixNano),
    })),
    links: (span.links ?? []).map((link) => ({
      traceId: hex(link.traceId),
      spanId: hex(link.spanId),
      attributes: fromKeyValues(link.attributes),
    })),
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    ...(hasParent && { parentSpanId: hex(span.parentSpanId) }),
    ...(hasParent &&
      (flags & CONTEXT_HAS_IS_REMOTE) !== 0 && {
        parentIsRemote: (flags & CONTEXT_IS_REMOTE) !== 0,
      }),
    ...(span.traceState && { traceState: span.traceState }),
    startTimeMs: milliseconds(start),
    durationMs: milliseconds((span.endTimeUnixNano ?? start) - start),
    dropped: {
      attributes: span.droppedAttributesCount ?? 0,
      events: span.droppedEventsCount ?? 0,
      links: span.droppedLinksCount ?? 0,
    },
    scope,
    resource,
  };
}

function toTestLog(log: OtlpMessage<'LogRecord'>, scope: TestScope, resource: Attributes): TestLog {
  return {
    ...(log.body && { body: fromAnyValue(log.body) }),
    ...(log.severityText && { severityText: log.severityText }),
    ...(log.severityNumber && { severityNumber: log.severityNumber }),
    ...(log.eventName && { eventName: log.eventName }),
    attributes: fromKeyValues(log.attributes),
    ...(log.traceId?.length && { traceId: hex(log.traceId) }),
    ...(log.spanId?.length && { spanId: hex(log.spanId) }),
    timeMs: milliseconds(log.timeUnixNano || log.observedTimeUnixNano),
    droppedAttributes: log.droppedAttributesCount ?? 0,
    scope,
    resource,
  };
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}

/** Nanoseconds to milliseconds. Split, because nanoseconds since 1970 do not fit a double. */
function milliseconds(nanoseconds: bigint | undefined): number {
  if (nanoseconds === undefined) return 0;
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6;
}
