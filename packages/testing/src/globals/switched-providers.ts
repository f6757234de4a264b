import {
  createNoopLogger,
  createNoopMeter,
  logs,
  trace,
  type Logger,
  type LoggerProvider,
  type MeterProvider,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { startActiveSpanOver } from '../sdk/start-active-span.ts';

/** The providers that a test telemetry stands for while it is the global one. */
export interface GlobalProviders {
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;
  readonly loggerProvider: LoggerProvider;
}

const live: GlobalProviders[] = [];

/** Makes `providers` the target of the switched ones. Returns what gives the place back to the one before. */
export function switchTo(providers: GlobalProviders): () => void {
  live.push(providers);
  return () => {
    const index = live.indexOf(providers);
    if (index >= 0) live.splice(index, 1);
  };
}

// A tracer that was obtained at module top, before anything was registered, keeps the first tracer that it resolves to for
// ever (the API's proxies cache it). So tests register these, once and for all, and they look up the current test on every
// call: the second test sees the spans of module-top tracers too.

export const switchedTracerProvider: TracerProvider = {
  getTracer(...scope): Tracer {
    const startSpan: Tracer['startSpan'] = (...args) =>
      tracerTarget()
        .getTracer(...scope)
        .startSpan(...args);
    return { startSpan, startActiveSpan: startActiveSpanOver(startSpan) };
  },
};

export const switchedLoggerProvider: LoggerProvider = {
  getLogger(...scope): Logger {
    const current = (): Logger => loggerTarget()?.getLogger(...scope) ?? createNoopLogger();
    return {
      emit: (record) => current().emit(record),
      enabled: (options) => current().enabled(options),
    };
  },
};

/** Instruments have no proxies in the API: they belong for good to the test that was current when they were made. */
export const switchedMeterProvider: MeterProvider = {
  getMeter: (...scope) => live.at(-1)?.meterProvider.getMeter(...scope) ?? createNoopMeter(),
};

function tracerTarget(): TracerProvider {
  return live.at(-1)?.tracerProvider ?? trace.getTracerProvider();
}

function loggerTarget(): LoggerProvider | undefined {
  const target = live.at(-1)?.loggerProvider ?? logs.getLoggerProvider();
  return target === switchedLoggerProvider ? undefined : target;
}
