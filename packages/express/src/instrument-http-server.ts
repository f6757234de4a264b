import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { notices as processNotices } from '@fluxora/telemetry-core';
import { observeHandlers } from './handlers/observe-handlers.ts';
import type { HttpServerOptions } from './options.ts';
import { connectionOf, knownConnection } from './server/connection.ts';
import { ServerTelemetry } from './server/server-telemetry.ts';
import { resolveSettings } from './settings.ts';
import { shared } from './shared-state.ts';
import { watchUpgrades } from './upgrades/watch-upgrades.ts';

/** A running instrumentation. */
export interface HttpServerInstrumentation {
  /** Stops noticing requests and takes everything back. Requests that are open still end properly. May be called twice. */
  disable(): void;
}

const REQUEST_START = 'http.server.request.start';
const RESPONSE_FINISH = 'http.server.response.finish';

interface RequestMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

/**
 * Traces and measures every request of every HTTP/1 server in this process, Express's routes and errors included. No module is
 * patched: it listens to Node's own diagnostics channels, so that import order, ES modules and bundlers do not matter.
 * `instrument()` of `@fluxora/telemetry` calls it.
 *
 * Throws `TelemetryError('options.invalid')` for wrong options; afterwards nothing of it throws. There is one per process: a
 * second call changes nothing, says so once, and returns a handle that does nothing.
 *
 * @example
 * const instrumentation = instrumentHttpServer({ captureHeaders: { request: ['x-request-id'] } });
 */
export function instrumentHttpServer(options: HttpServerOptions = {}): HttpServerInstrumentation {
  const settings = resolveSettings(options);
  if (shared.isInstrumented) {
    (settings.providers.notices ?? processNotices).once(
      'express instrumented twice',
      'telemetry/express: instrumentHttpServer() was called again; the first call stays in force. ' +
        'Call it once, or call disable() of the first before.',
    );
    return { disable() {} };
  }
  shared.isInstrumented = true;
  let stop: (() => void) | undefined = start(new ServerTelemetry(settings));
  return {
    disable() {
      if (stop === undefined) return;
      stop();
      stop = undefined;
      shared.isInstrumented = false;
    },
  };
}

function start(telemetry: ServerTelemetry): () => void {
  const onStart = (message: unknown): void => {
    try {
      openRequest(telemetry, message as RequestMessage);
    } catch (error) {
      telemetry.complain('start', error);
    }
  };
  diagnosticsChannel.subscribe(REQUEST_START, onStart);
  diagnosticsChannel.subscribe(RESPONSE_FINISH, onFinish);
  const undo = [
    telemetry.metrics.use(),
    watchUpgrades(telemetry),
    telemetry.settings.middlewareSpans ? observeHandlers(telemetry) : () => {},
    () => diagnosticsChannel.unsubscribe(REQUEST_START, onStart),
    () => {
      // Requests that are still open have to end, too.
      const stop = () => diagnosticsChannel.unsubscribe(RESPONSE_FINISH, onFinish);
      if (telemetry.isIdle) stop();
      else telemetry.observers.onIdle = stop;
    },
  ];
  return () => {
    for (const action of undo.splice(0)) action();
  };
}

function openRequest(telemetry: ServerTelemetry, message: RequestMessage): void {
  const { request, response, socket } = message;
  const connection = connectionOf(socket);
  if (!connection.isWatched) {
    connection.isWatched = true;
    // First of all listeners: before Node takes apart what the lost connection leaves behind.
    socket.prependListener('close', onConnectionClose);
  }
  const record = telemetry.start(request, response, connection);
  if (record?.context !== undefined) {
    connection.hasContext = true;
    context.attach(record.context);
    if (record.span !== undefined) telemetry.checkContextOnce(record);
  } else if (connection.hasContext) {
    // Before Node 24 a connection keeps the context of its last request.
    context.attach(ROOT_CONTEXT);
  }
}

function onFinish(message: unknown): void {
  const { request, socket } = message as RequestMessage;
  const record = knownConnection(socket)?.find(request);
  record?.owner.close(record, true);
}

function onConnectionClose(this: Socket): void {
  const records = knownConnection(this)?.records() ?? [];
  const [current] = records;
  try {
    // Listeners of `close` run in the connection's context otherwise, and what they log would have no trace.
    if (current?.context !== undefined) context.attach(current.context);
  } catch {
    // A context manager that fails costs only the context.
  }
  for (const record of records) record.owner.close(record, false);
}
