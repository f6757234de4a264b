import {
  type Context,
  context as contextApi,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { carrierIn, carrierOfOrigin } from './carrier-propagator.ts';

/**
 * What stands for pg-boss's own `process` span around a handler: it records nothing, and knows the carriers of the jobs. What
 * pg-boss does around the handler (its statements that settle the jobs) belongs to our attempt as soon as there is one.
 */
export class CarrierSpan implements Span {
  readonly carriers: readonly unknown[];
  #attempt: SpanContext = INVALID_SPAN_CONTEXT;

  constructor(carriers: readonly unknown[]) {
    this.carriers = carriers;
  }

  /** From now on it is this span. */
  becomes(span: Span): void {
    this.#attempt = span.spanContext();
  }

  spanContext(): SpanContext {
    return this.#attempt;
  }
  setAttribute(): this {
    return this;
  }
  setAttributes(): this {
    return this;
  }
  addEvent(): this {
    return this;
  }
  addLink(): this {
    return this;
  }
  addLinks(): this {
    return this;
  }
  setStatus(): this {
    return this;
  }
  updateName(): this {
    return this;
  }
  end(): void {}
  isRecording(): boolean {
    return false;
  }
  recordException(): void {}
}

/** The span of pg-boss's that the calling handler runs in, if pg-boss was made with our options. */
export function activeCarrierSpan(): CarrierSpan | undefined {
  const span = trace.getActiveSpan();
  return span instanceof CarrierSpan ? span : undefined;
}

/** Spans that record nothing: ours say the same in the words of `jobCatalog`. */
class CarrierTracer implements Tracer {
  startSpan(_name: string, options: SpanOptions = {}, context = contextApi.active()): Span {
    if (options.kind !== SpanKind.CONSUMER) {
      return trace.wrapSpanContext(spanContextIn(context));
    }
    // Of a single job pg-boss makes what it extracted the parent; of a batch it keeps only what to link to.
    const single = carrierIn(context);
    const links = options.links ?? [];
    return new CarrierSpan(
      single === undefined ? links.map((link) => carrierOfOrigin(link.context)) : [single],
    );
  }

  startActiveSpan<Fn extends (span: Span) => unknown>(
    name: string,
    ...rest: [Fn] | [SpanOptions, Fn] | [SpanOptions, Context, Fn]
  ): ReturnType<Fn> {
    const fn = rest.at(-1) as Fn;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const parent = rest.length > 2 ? (rest[1] as Context) : contextApi.active();
    const span = this.startSpan(name, options, parent);
    return contextApi.with(trace.setSpan(parent, span), () => fn(span)) as ReturnType<Fn>;
  }
}

/** Whatever is active may be broken: pg-boss must not learn of it. */
function spanContextIn(context: Context): SpanContext {
  try {
    return trace.getSpanContext(context) ?? INVALID_SPAN_CONTEXT;
  } catch {
    return INVALID_SPAN_CONTEXT;
  }
}

const tracer = new CarrierTracer();

export const carrierTracerProvider: TracerProvider = { getTracer: () => tracer };
