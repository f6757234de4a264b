import {
  type Context,
  context,
  diag,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { OwnSpan } from './own-span.ts';
import { RemoteSpanContext } from './remote-span-context.ts';
import { randomSpanId, randomTraceId } from './random-ids.ts';
import { DROP, RECORD_AND_SAMPLE, sampleSpan } from './sample-span.ts';
import type { SpanParts } from './span-parts.ts';

/** Starts the spans of one instrumentation scope. */
export class OwnTracer implements Tracer {
  readonly instrumentationScope: InstrumentationScope;
  readonly #parts: SpanParts;

  constructor(scope: InstrumentationScope, parts: SpanParts) {
    this.instrumentationScope = scope;
    this.#parts = parts;
  }

  startSpan(name: string, options: SpanOptions = {}, active: Context = context.active()): Span {
    const parts = this.#parts;
    const around = options.root ? trace.deleteSpan(active) : active;
    if (parts.core.isTracingSuppressed(around)) {
      diag.debug('Instrumentation suppressed, returning Noop Span');
      return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    }
    const parentSpan = trace.getSpan(around);
    const told = parentSpan?.spanContext();
    const parent = isValid(parentSpan, told) ? told : undefined;
    const traceId = parent === undefined ? randomTraceId() : parent.traceId;
    const kind = options.kind ?? SpanKind.INTERNAL;
    const sampled = sampleSpan(parts, { around, parent, traceId, name, kind }, options);
    parts.counts.started(told, sampled.decision);
    const spanContext = {
      traceId,
      spanId: randomSpanId(),
      traceFlags: sampled.decision === RECORD_AND_SAMPLE ? TraceFlags.SAMPLED : TraceFlags.NONE,
      traceState: sampled.traceState,
    } as SpanContext;
    if (sampled.decision === DROP) {
      diag.debug('Recording is off, propagating context in a non-recording span');
      return trace.wrapSpanContext(spanContext);
    }
    const { instrumentationScope: scope } = this;
    const { startTime } = options;
    const span = new OwnSpan(parts, { name, kind, scope, spanContext, parent, sampled, startTime });
    for (const processor of parts.processors) processor.onStart(span, around);
    return span;
  }

  startActiveSpan<Fn extends (span: Span) => unknown>(name: string, fn: Fn): ReturnType<Fn>;
  startActiveSpan<Fn extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    fn: Fn,
  ): ReturnType<Fn>;
  startActiveSpan<Fn extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    around: Context,
    fn: Fn,
  ): ReturnType<Fn>;
  startActiveSpan(name: string, ...more: unknown[]): unknown {
    if (more.length === 0) return undefined;
    const fn = more.at(-1) as (span: Span) => unknown;
    const options = more.length > 1 ? (more[0] as SpanOptions) : undefined;
    const around = (more.length > 2 ? (more[1] as Context) : undefined) ?? context.active();
    const span = this.startSpan(name, options, around);
    return context.with(trace.setSpan(around, span), fn, undefined, span);
  }
}

/** What we made or read ourselves is; to look at ids takes as long as to make them. */
function isValid(span: Span | undefined, told: SpanContext | undefined): boolean {
  if (told === undefined) return false;
  return (
    span instanceof OwnSpan || told instanceof RemoteSpanContext || trace.isSpanContextValid(told)
  );
}
