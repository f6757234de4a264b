import { createInstruments, type Providers } from '@fluxora/telemetry-core';
import {
  context as contextApi,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { sdk } from '../../sdk/load-sdk.ts';
import { databaseClientCatalog } from './catalog.ts';
import { DatabaseSpan } from './database-span.ts';
import type { DatabaseTreatment } from './measured-databases.ts';

export interface DatabaseTracerOptions extends DatabaseTreatment {
  /** Whether statements and errors stay as they are. */
  readonly keepsValues: boolean;
  readonly providers: Providers;
}

/**
 * A tracer provider for one database instrumentation. It stands in front of the real one, so that all of them, with whatever hooks,
 * sampled or not, have the same: values stay out of the spans, names are those of the conventions, and every operation is in
 * `db.client.operation.duration`.
 */
export function databaseTracerProvider(options: DatabaseTracerOptions): TracerProvider {
  const { tracerProvider = trace.getTracerProvider() } = options.providers;
  return {
    getTracer: (...scope) => databaseTracer(tracerProvider.getTracer(...scope), options),
  };
}

function databaseTracer(tracer: Tracer, options: DatabaseTracerOptions): Tracer {
  const { operationDuration } = createInstruments(databaseClientCatalog, options.providers);
  const startSpan = (name: string, spanOptions: SpanOptions = {}, from?: Context): Span => {
    const parent = from ?? contextApi.active();
    // Health checks and our own exports: nobody's operations.
    if (sdk.core().isTracingSuppressed(parent)) return tracer.startSpan(name, spanOptions, from);
    return new DatabaseSpan(tracer, name, spanOptions, parent, {
      keepsValues: options.keepsValues,
      onEnd: (seconds, attributes) => {
        if (options.isDriver) operationDuration.record(seconds, attributes as never, parent);
      },
    });
  };
  return {
    startSpan,
    startActiveSpan(name: string, ...rest: unknown[]) {
      const work = rest.pop() as (span: Span) => never;
      const [spanOptions, from] = rest as [SpanOptions?, Context?];
      const span = startSpan(name, spanOptions, from);
      return contextApi.with(trace.setSpan(from ?? contextApi.active(), span), () => work(span));
    },
  };
}
