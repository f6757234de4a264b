import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import type { Server } from 'node:net';

const CHANNEL = 'http.server.request.start';

/**
 * Makes the next request on each connection its last: its response says `Connection: close`, so that clients and load balancers
 * open the next connection elsewhere instead of running into one that is just being closed.
 *
 * @returns Ends it.
 */
export function announceLastRequests(servers: readonly Server[]): () => void {
  const onRequest = (message: unknown): void => {
    const { server, response } = message as { server: Server; response: ServerResponse };
    if (servers.includes(server)) response.shouldKeepAlive = false;
  };
  subscribe(CHANNEL, onRequest);
  return () => unsubscribe(CHANNEL, onRequest);
}
