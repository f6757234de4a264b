import {
  context,
  trace,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';

type ActiveSpan = Tracer['startActiveSpan'];

/** The three forms of `startActiveSpan` over a tracer's `startSpan`. */
export function startActiveSpanOver(startSpan: Tracer['startSpan']): ActiveSpan {
  function startActiveSpan(name: string, ...args: readonly unknown[]): unknown {
    const run = args.at(-1) as (span: Span) => unknown;
    const options = (args.length > 1 ? args[0] : undefined) as SpanOptions | undefined;
    const given = (args.length > 2 ? args[1] : undefined) as Context | undefined;
    const parent = given ?? context.active();
    const span = startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), run, undefined, span);
  }
  return startActiveSpan;
}
