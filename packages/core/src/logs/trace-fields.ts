import {
  context,
  isSpanContextValid,
  trace,
  TraceFlags,
  type Context,
  type SpanContext,
} from '@opentelemetry/api';

/** The names under which log lines carry the ids of their span. */
export interface TraceFields {
  trace_id: string;
  span_id: string;
  /** Two hex digits. */
  trace_flags: string;
}

/** The active span's context, unless there is none or its ids are invalid. Never throws. */
export function activeSpanContext(): SpanContext | undefined {
  try {
    const spanContext = trace.getSpanContext(context.active());
    return spanContext && isSpanContextValid(spanContext) ? spanContext : undefined;
  } catch {
    return undefined;
  }
}

export function toTraceFields(spanContext: SpanContext): TraceFields {
  return {
    trace_id: spanContext.traceId,
    span_id: spanContext.spanId,
    trace_flags: spanContext.traceFlags.toString(16).padStart(2, '0'),
  };
}

/**
 * The context a line belongs to by the ids it carries: they tell the truth even when the line arrives late. Undefined, the
 * active context, when it carries none, or those of the active span.
 */
export function contextOfFields(fields: Readonly<Record<string, unknown>>): Context | undefined {
  const { trace_id: traceId, span_id: spanId, trace_flags: flags } = fields;
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return undefined;
  const spanContext: SpanContext = { traceId, spanId, traceFlags: parseFlags(flags) };
  if (!isSpanContextValid(spanContext)) return undefined;
  const active = activeSpanContext();
  if (active?.spanId === spanId && active.traceId === traceId) return undefined;
  return trace.setSpanContext(context.active(), spanContext);
}

function parseFlags(flags: unknown): number {
  const number = typeof flags === 'string' ? Number.parseInt(flags, 16) : flags;
  return Number.isInteger(number) ? (number as number) & 0xff : TraceFlags.NONE;
}
