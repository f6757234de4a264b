import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { context, type Span, trace } from '@opentelemetry/api';
import { notices as processNotices, recordException } from '@fluxora/telemetry-core';
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
  const open = new WeakMap<RequestRecord, OpenHandler>();
  let hasSeenAny = false;

  const recordFor = ({ req }: HandlerMessage): RequestRecord | undefined => {
    const record = recordOf(req);
    return record?.owner === telemetry ? record : undefined;
  };
  const currentOf = (message: HandlerMessage): OpenHandler | undefined => {
    const record = recordFor(message);
    const current = record && open.get(record);
    return current?.message === message ? current : undefined;
  };
  const endOf = (record: RequestRecord): void => {
    open.get(record)?.span.end();
    open.delete(record);
  };

  const onStart = (message: HandlerMessage): void => {
    hasSeenAny = true;
    const record = recordFor(message);
    if (record?.context === undefined || isContainer(message)) return;
    endOf(record);
    if (!record.span?.isRecording()) return;
    const name = message.handler.name || '<anonymous>';
    const kind = kindOf(message);
    const attributes = {
      'fluxora.express.handler.name': name,
      'fluxora.express.handler.kind': kind,
    };
    const span = telemetry.tracer().startSpan(`${kind} ${name}`, { attributes }, record.context);
    const token = context.attach(trace.setSpan(record.context, span));
    open.set(record, { message, span, token });
  };
  // The function returned, and what the router does next is no part of it.
  const onEnd = (message: HandlerMessage): void => currentOf(message)?.token.dispose();
  const onAsyncEnd = (message: HandlerMessage): void => {
    const record = recordFor(message);
    if (record && currentOf(message)) endOf(record);
  };
  const onError = (message: HandlerMessage): void => {
    const current = currentOf(message);
    if (current) recordException(current.span, message.error);
  };

  telemetry.observers.beforeEnd = (record) => {
    endOf(record);
    if (!hasSeenAny && 'route' in record.request) sayUnsupported(telemetry);
  };
  const subscriptions = [
    [`${CHANNEL}:start`, guarded(telemetry, onStart)],
    [`${CHANNEL}:end`, guarded(telemetry, onEnd)],
    [`${CHANNEL}:asyncEnd`, guarded(telemetry, onAsyncEnd)],
    [`${CHANNEL}:error`, guarded(telemetry, onError)],
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
function sayUnsupported(telemetry: ServerTelemetry): void {
  const { notices = processNotices } = telemetry.settings.providers;
  notices.once(
    'express middlewareSpans unsupported',
    'telemetry/express: middlewareSpans is on, but this Express publishes nothing about its middleware. ' +
      'Use Express 5.3 or later (router 2.3), or leave middlewareSpans out.',
  );
}
