import {
  context,
  trace,
  type Context,
  type HrTime,
  type Logger,
  type LoggerProvider,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { isTimeInput, millisToHrTime } from '@opentelemetry/core';
import type { Clock } from './fake-clock.ts';

/**
 * A tracer provider whose spans take their times from `clock` wherever the caller gives none. The SDK has no clock of its
 * own to exchange, so the times are passed explicitly.
 */
export function clockedTracerProvider(provider: TracerProvider, clock: Clock): TracerProvider {
  return {
    getTracer: (...scope) => clockedTracer(provider.getTracer(...scope), clock),
  };
}

/** A logger provider whose records take their times from `clock` wherever the caller gives none. */
export function clockedLoggerProvider(provider: LoggerProvider, clock: Clock): LoggerProvider {
  return {
    getLogger(...scope): Logger {
      const logger = provider.getLogger(...scope);
      return {
        enabled: (options) => logger.enabled(options),
        emit: (record) => {
          const now = hrTimeOf(clock);
          logger.emit({
            ...record,
            timestamp: record.timestamp ?? now,
            observedTimestamp: record.observedTimestamp ?? now,
          });
        },
      };
    },
  };
}

function clockedTracer(tracer: Tracer, clock: Clock): Tracer {
  const startSpan = (name: string, options: SpanOptions = {}, parent?: Context): Span =>
    clockedSpan(
      tracer.startSpan(
        name,
        { ...options, startTime: options.startTime ?? hrTimeOf(clock) },
        parent,
      ),
      clock,
    );
  function startActiveSpan(name: string, ...args: readonly unknown[]): unknown {
    const run = args.at(-1) as (span: Span) => unknown;
    const options = (args.length > 1 ? args[0] : undefined) as SpanOptions | undefined;
    const parent = (args.length > 2 ? args[1] : undefined) as Context | undefined;
    const from = parent ?? context.active();
    const span = startSpan(name, options, from);
    return context.with(trace.setSpan(from, span), run, undefined, span);
  }
  return { startSpan, startActiveSpan: startActiveSpan as Tracer['startActiveSpan'] };
}

/** The span itself with its timed methods replaced, so that it stays the SDK's own object in every other respect. */
function clockedSpan(span: Span, clock: Clock): Span {
  const { end, addEvent, recordException } = span;
  span.end = (time) => end.call(span, time ?? hrTimeOf(clock));
  span.addEvent = (name, attributesOrTime, time) =>
    isTimeInput(attributesOrTime)
      ? addEvent.call(span, name, attributesOrTime, time)
      : addEvent.call(span, name, attributesOrTime, time ?? hrTimeOf(clock));
  span.recordException = (exception, time) =>
    recordException.call(span, exception, time ?? hrTimeOf(clock));
  return span;
}

function hrTimeOf(clock: Clock): HrTime {
  return millisToHrTime(clock.now());
}
