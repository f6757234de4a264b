import {
  type Context,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { sdk } from '../sdk/load-sdk.ts';
import { OwnSpan } from './spans/own-span.ts';
import { readTraceparent } from './spans/remote-span-context.ts';

/**
 * W3C trace context. Reads and writes itself what nearly every message has, a `traceparent` of version 00 and no `tracestate`; the rest
 * is OpenTelemetry's propagator's, which looks at each header and each id with regular expressions and tables.
 */
export class TraceContextPropagator implements TextMapPropagator {
  readonly #core = sdk.core();
  readonly #official = new this.#core.W3CTraceContextPropagator();

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpan(context);
    if (!(span instanceof OwnSpan) || this.#core.isTracingSuppressed(context)) {
      this.#official.inject(context, carrier, setter);
      return;
    }
    const { spanId, traceFlags, traceId, traceState } = span.spanContext();
    setter.set(carrier, 'traceparent', `00-${traceId}-${spanId}-0${traceFlags}`);
    if (traceState) setter.set(carrier, 'tracestate', traceState.serialize());
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = getter.get(carrier, 'traceparent');
    if (header === undefined) return context;
    const remote = readTraceparent(header);
    return remote === undefined || getter.get(carrier, 'tracestate')
      ? this.#official.extract(context, carrier, getter)
      : trace.setSpanContext(context, remote);
  }

  fields(): string[] {
    return this.#official.fields();
  }
}
