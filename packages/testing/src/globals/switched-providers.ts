import {
  context,
  createNoopLogger,
  createNoopMeter,
  logs,
  trace,
  type Context,
  type Logger,
  type LoggerProvider,
  type MeterProvider,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';

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
    const current = (): Tracer => tracerTarget().getTracer(...scope);
    function startActiveSpan(name: string, ...args: readonly unknown[]): unknown {
      const run = args.at(-1) as (span: Span) => unknown;
      const options = (args.length > 1 ? args[0] : undefined) as SpanOptions | undefined;
      const parent = (args.length > 2 ? args[1] : undefined) as Context | undefined;
      return current().startActiveSpan(name, options ?? {}, parent ?? context.active(), run);
    }
    return {
      startSpan: (...args) => current().startSpan(...args),
      startActiveSpan: startActiveSpan as Tracer['startActiveSpan'],
    };
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
