import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { context, type Span, trace, type Tracer } from '@opentelemetry/api';
import { notices as processNotices, recordException } from '@fluxora/telemetry-core';
import { httpServerCatalog } from '../catalog.ts';
import { recordOf } from '../server/connection.ts';
import type { RequestRecord } from '../server/request-record.ts';
import type { ServerTelemetry } from '../server/server-telemetry.ts';

const CHANNEL = 'tracing:express.router.request';

/** What `router` 2.3 publishes for every function that it calls. The same object from start to end. */
interface HandlerMessage {
  readonly req: IncomingMessage;
  readonly handler: Function & { readonly stack?: unknown };
  readonly layer?: { readonly method?: unknown };
  readonly errorHandler?: boolean;
  readonly param?: string;
  readonly error?: unknown;
}

interface OpenHandler {
  readonly message: HandlerMessage;
  readonly span: Span;
  readonly token: { dispose(): void };
}

/**
 * Gives every middleware and handler a span of its own, child of the request's. It lasts until the function passes on (the
 * next one starts), its promise settles, or the response is over: a function that calls `next()` late has no other end.
 *
 * Needs `router` 2.3 or later, which Express 5.3 has.
 */
export function observeHandlers(telemetry: ServerTelemetry): () => void {
  const { providers } = telemetry.settings;
  const open = new WeakMap<RequestRecord, OpenHandler>();
  const closing = new WeakSet<RequestRecord>();

  const tracer = (): Tracer =>
    (providers.tracerProvider ?? trace.getTracerProvider()).getTracer(
      httpServerCatalog.name,
      httpServerCatalog.version,
    );

  const endCurrent = (record: RequestRecord) => {
    open.get(record)?.span.end();
    open.delete(record);
  };

  const onStart = guarded(telemetry, (message) => {
    const record = recordOf(message.req);
    if (record?.context === undefined || record.span === undefined || isContainer(message)) return;
    endCurrent(record);
    if (!record.span.isRecording()) return;
    const name = message.handler.name || '<anonymous>';
    const kind = kindOf(message);
    const span = tracer().startSpan(
      `${kind} ${name}`,
      {
        attributes: { 'fluxora.express.handler.name': name, 'fluxora.express.handler.kind': kind },
      },
      record.context,
    );
    const token = context.attach(trace.setSpan(record.context, span));
    open.set(record, { message, span, token });
    if (!closing.has(record)) {
      closing.add(record);
      record.response?.once('close', () => endCurrent(record));
    }
  });
  const onEnd = guarded(telemetry, (message) => {
    // The function returned, and what the router does next is no part of it.
    const record = recordOf(message.req);
    const current = record && open.get(record);
    if (current?.message === message) current.token.dispose();
  });
  const onAsyncEnd = guarded(telemetry, (message) => {
    const record = recordOf(message.req);
    const current = record && open.get(record);
    if (record && current?.message === message) endCurrent(record);
  });
  const onError = guarded(telemetry, (message) => {
    const record = recordOf(message.req);
    const current = record && open.get(record);
    if (current?.message === message) recordException(current.span, message.error);
  });

  const subscriptions = [
    [`${CHANNEL}:start`, onStart],
    [`${CHANNEL}:end`, onEnd],
    [`${CHANNEL}:asyncEnd`, onAsyncEnd],
    [`${CHANNEL}:error`, onError],
  ] as const;
  for (const [name, handler] of subscriptions) diagnosticsChannel.subscribe(name, handler);
  return () => {
    for (const [name, handler] of subscriptions) diagnosticsChannel.unsubscribe(name, handler);
  };
}

function guarded(
  telemetry: ServerTelemetry,
  handle: (message: HandlerMessage) => void,
): (message: unknown) => void {
  return (message) => {
    try {
      handle(message as HandlerMessage);
    } catch (error) {
      telemetry.complain('middlewareSpans', error);
    }
  };
}

/** Routers and mounted apps contain what is measured; a span of theirs would end before its children do. */
function isContainer({ handler }: HandlerMessage): boolean {
  return Array.isArray(handler.stack) || handler.name === 'mounted_app';
}

function kindOf(message: HandlerMessage): 'middleware' | 'route' | 'error' | 'param' {
  if (message.param !== undefined) return 'param';
  if (message.errorHandler) return 'error';
  // Layers inside a route have a method; `app.all` leaves it undefined, but present.
  return message.layer !== undefined && 'method' in message.layer ? 'route' : 'middleware';
}

/** Says once that there is nothing to listen to. */
export function sayUnsupported(telemetry: ServerTelemetry): void {
  const { notices = processNotices } = telemetry.settings.providers;
  notices.once(
    'express middlewareSpans unsupported',
    'telemetry/express: middlewareSpans is on, but this Express publishes nothing about its middleware. ' +
      'Use Express 5.3 or later (router 2.3), or leave middlewareSpans out.',
  );
}
