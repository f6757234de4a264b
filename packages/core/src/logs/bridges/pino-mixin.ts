import { activeSpanContext, toTraceFields, type TraceFields } from '../trace-fields.ts';

/**
 * A pino `mixin` that puts `trace_id`, `span_id` and `trace_flags` of the active span on every line, looked up at the moment
 * of each call. Outside a span, and without an SDK, lines stay as they are. Never throws.
 *
 * @example const logger = pino({ mixin: pinoMixin() }, pinoStream());
 */
export function pinoMixin(): () => TraceFields | Record<string, never> {
  return () => {
    const spanContext = activeSpanContext();
    return spanContext ? toTraceFields(spanContext) : {};
  };
}
