import {
  context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
  type SpanKind,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { drops } from '../drops/drop-ledger.ts';
import type { Providers } from '../providers.ts';
import { CORE_SCOPE } from './core-scope.ts';
import { observeOutcome } from './observe-outcome.ts';
import { recordException } from './record-exception.ts';
import { runInContext } from './run-in-context.ts';

export interface SpanOptions {
  readonly attributes?: Attributes;
  /** @defaultValue SpanKind.INTERNAL */
  readonly kind?: SpanKind;
  readonly links?: Link[];
  /** Starts a new trace instead of continuing the active one. @defaultValue false */
  readonly root?: boolean;
  /** The parent's context. @defaultValue the active context */
  readonly context?: Context;
  readonly providers?: Providers;
}

/**
 * Runs `fn` inside a span: active while `fn` runs, ended when it is done, marked as failed when it throws or rejects.
 *
 * Done means: returned, or, for a promise or another thenable, settled; for a generator or an async generator, iterated to
 * its end, returned or thrown (each step runs inside the span; one that is never finished is never ended, hence never sent).
 * Other iterables, for example streams, count as returned.
 *
 * The result and the error pass through unchanged; a promise or generator is replaced by an equivalent one, so that a
 * rejection nobody handles still is an unhandled rejection. A broken tracer costs the span, never the call: `fn` runs exactly
 * once. Without an SDK, and after shutdown, `fn` simply runs.
 *
 * @param name - From code, not from input: names are grouped and searched.
 *
 * @example
 * const forecast = await withSpan('build forecast', async (span) => {
 *   span.setAttribute('fluxora.site', site.id);
 *   return model.predict(site);
 * });
 */
export function withSpan<Result>(name: string, fn: (span: Span) => Result): Result;
export function withSpan<Result>(
  name: string,
  options: SpanOptions,
  fn: (span: Span) => Result,
): Result;
export function withSpan<Result>(
  name: string,
  optionsOrFn: SpanOptions | ((span: Span) => Result),
  maybeFn?: (span: Span) => Result,
): Result {
  const fn = typeof optionsOrFn === 'function' ? optionsOrFn : maybeFn;
  if (typeof fn !== 'function') {
    throw new TypeError(
      `telemetry/span: withSpan(${JSON.stringify(name)}) was given no function. Pass the work as the last argument.`,
    );
  }
  const options =
    typeof optionsOrFn === 'object' && optionsOrFn !== null ? optionsOrFn : NO_OPTIONS;

  const parent = parentContext(options);
  const span = startSpan(name, options, parent);
  const active = trace.setSpan(parent, span);
  let result: Result;
  try {
    result = runInContext(active, () => fn(span));
  } catch (error) {
    endSpan(span, { error });
    throw error;
  }
  return observeOutcome(result, {
    step: (work) => runInContext(active, work),
    done: (failure) => endSpan(span, failure),
  });
}

const NO_OPTIONS: SpanOptions = {};

function parentContext(options: SpanOptions): Context {
  try {
    const parent = options.context ?? context.active();
    // A new trace, not a new context: baggage stays.
    return options.root ? trace.deleteSpan(parent) : parent;
  } catch {
    return ROOT_CONTEXT;
  }
}

function startSpan(name: string, options: SpanOptions, parent: Context): Span {
  try {
    const { attributes, kind, links } = options;
    const provider = options.providers?.tracerProvider ?? trace.getTracerProvider();
    const span: Span | undefined = tracerOf(provider).startSpan(
      name,
      {
        ...(attributes && { attributes }),
        ...(kind !== undefined && { kind }),
        ...(links && { links }),
      },
      parent,
    );
    if (span) return span;
  } catch {
    (options.providers?.drops ?? drops).record('traces', 'sdk_failed');
  }
  return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
}

const tracers = new WeakMap<TracerProvider, Tracer>();

function tracerOf(provider: TracerProvider): Tracer {
  let tracer = tracers.get(provider);
  if (!tracer) {
    tracer = provider.getTracer(CORE_SCOPE.name, CORE_SCOPE.version);
    tracers.set(provider, tracer);
  }
  return tracer;
}

function endSpan(span: Span, failure: { error: unknown } | undefined): void {
  try {
    if (failure) recordException(span, failure.error);
    span.end();
  } catch {
    // A span that cannot end costs itself.
  }
}
