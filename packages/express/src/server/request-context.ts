import type { IncomingMessage } from 'node:http';
import {
  context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Context,
  type Link,
} from '@opentelemetry/api';
import type { HttpServerOptions } from '../options.ts';
import type { RequestRecord } from './request-record.ts';

/**
 * The context of ignored requests: nothing below it starts a span or sends trace context on. The key is the OpenTelemetry
 * SDK's own (`suppressTracing` of `@opentelemetry/core`), which this package does not depend on; a test holds them together.
 */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
export const SUPPRESSED_CONTEXT = ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true);

/** Whether somebody asked that nothing be traced here. */
export function isSuppressed(active: Context): boolean {
  return active.getValue(SUPPRESS_TRACING) === true;
}

export interface Parent {
  readonly context: Context;
  readonly links: Link[] | undefined;
}

const NO_PARENT: Parent = { context: ROOT_CONTEXT, links: undefined };

/**
 * The trace that a request continues. Read from its headers alone: what happens to be active belongs to the connection, or
 * to the request before it.
 */
export function parentOf(
  request: IncomingMessage,
  trust: NonNullable<HttpServerOptions['trustTraceContext']>,
): Parent {
  const extracted = propagation.extract(ROOT_CONTEXT, request.headers);
  if (extracted === ROOT_CONTEXT) return NO_PARENT;
  // `unknown`: a promise would be truthy.
  const isTrusted: unknown = typeof trust === 'function' ? trust(request) : trust;
  if (isTrusted === true) {
    return { context: extracted, links: undefined };
  }
  const remote = trace.getSpanContext(extracted);
  return remote ? { context: ROOT_CONTEXT, links: [{ context: remote }] } : NO_PARENT;
}

/**
 * Keeps a request's context for the events of its body, and counts the bytes that are read. Chunks that arrive later than
 * the head are emitted from the connection's context, so that whoever listens (multipart parsers above all) would lose the
 * trace. Only for requests that have a body: an own `emit`, not enumerable, is what it costs.
 */
export function followBody(
  request: IncomingMessage,
  active: Context,
  record?: RequestRecord,
): void {
  // Called with the request as its receiver below.
  // oxlint-disable-next-line typescript/unbound-method
  const { emit } = request;
  Object.defineProperty(request, 'emit', {
    configurable: true,
    writable: true,
    enumerable: false,
    value: (...args: Parameters<typeof emit>) => {
      if (record?.isCounted && args[0] === 'data') record.requestBytes += byteLength(args[1]);
      if (context.active() === active) return Reflect.apply(emit, request, args);
      return context.with(active, () => Reflect.apply(emit, request, args));
    },
  });
}

function byteLength(chunk: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk);
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
