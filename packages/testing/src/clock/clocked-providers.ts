import type {
  Context,
  HrTime,
  Logger,
  LoggerProvider,
  Span,
  SpanOptions,
  Tracer,
  TracerProvider,
} from '@opentelemetry/api';
import { isTimeInput, millisToHrTime } from '@opentelemetry/core';
import { startActiveSpanOver } from '../sdk/start-active-span.ts';
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
  return { startSpan, startActiveSpan: startActiveSpanOver(startSpan) };
}

/** The span itself with its timed methods replaced, so that it stays the SDK's own object in every other respect. */
function clockedSpan(span: Span, clock: Clock): Span {
  const end = span.end.bind(span);
  const addEvent = span.addEvent.bind(span);
  const recordException = span.recordException.bind(span);
  span.end = (time) => end(time ?? hrTimeOf(clock));
  span.addEvent = (name, attributesOrTime, time) =>
    isTimeInput(attributesOrTime)
      ? addEvent(name, attributesOrTime, time)
      : addEvent(name, attributesOrTime, time ?? hrTimeOf(clock));
  span.recordException = (exception, time) => recordException(exception, time ?? hrTimeOf(clock));
  return span;
}

function hrTimeOf(clock: Clock): HrTime {
  return millisToHrTime(clock.now());
}
