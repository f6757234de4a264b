import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { context } from '@opentelemetry/api';
import { connectionOf } from '../server/connection.ts';
import type { StreamKind } from '../server/request-record.ts';
import type { ServerTelemetry } from '../server/server-telemetry.ts';

const SERVER_SOCKET = 'net.server.socket';

/**
 * Records upgraded connections (WebSocket), of which Node's HTTP channels say nothing. A server is noticed by its first
 * connection. Our listener for `upgrade` stands only beside one of the host's: a server without any answers such a request
 * as if it were an ordinary one, and has to go on doing so.
 */
export function watchUpgrades(telemetry: ServerTelemetry): () => void {
  const unwatch = new Map<Server, () => void>();
  const onSocket = (message: unknown): void => {
    try {
      const server = (message as { socket: { server?: unknown } }).socket.server;
      if (!isHttpServer(server) || unwatch.has(server)) return;
      unwatch.set(
        server,
        accompany(server, (request, socket) => open(telemetry, request, socket)),
      );
      server.once('close', () => {
        unwatch.get(server)?.();
        unwatch.delete(server);
      });
    } catch (error) {
      telemetry.complain('upgrade', error);
    }
  };
  diagnosticsChannel.subscribe(SERVER_SOCKET, onSocket);
  return () => {
    diagnosticsChannel.unsubscribe(SERVER_SOCKET, onSocket);
    for (const stop of unwatch.values()) stop();
    unwatch.clear();
  };
}

function isHttpServer(server: unknown): server is Server {
  return typeof server === 'object' && server !== null && 'maxRequestsPerSocket' in server;
}

/** Keeps `listener` first among the listeners of `upgrade`, as long as there are others. */
function accompany(
  server: Server,
  listener: (request: IncomingMessage, socket: Socket) => void,
): () => void {
  let isBeside = false;
  const join = () => {
    if (isBeside) return;
    isBeside = true;
    server.prependListener('upgrade', listener);
  };
  const onAdded = (event: string | symbol) => {
    if (event === 'upgrade') join();
  };
  const onRemoved = (event: string | symbol, removed: unknown) => {
    if (event !== 'upgrade') return;
    if (removed === listener) isBeside = false;
    else if (isBeside && server.listenerCount('upgrade') === 1) {
      server.removeListener('upgrade', listener);
    }
  };
  if (server.listenerCount('upgrade') > 0) join();
  server.on('newListener', onAdded);
  server.on('removeListener', onRemoved);
  return () => {
    server.removeListener('newListener', onAdded);
    server.removeListener('removeListener', onRemoved);
    server.removeListener('upgrade', listener);
  };
}

function open(telemetry: ServerTelemetry, request: IncomingMessage, socket: Socket): void {
  try {
    const kind: StreamKind = /^websocket$/i.test(request.headers.upgrade ?? '')
      ? 'websocket'
      : 'upgrade';
    const record = telemetry.start(request, undefined, connectionOf(socket), kind);
    if (record === undefined) return;
    socket.once('close', () => record.owner.close(record, true));
    if (record.context !== undefined) context.attach(record.context);
  } catch (error) {
    telemetry.complain('upgrade', error);
  }
}
