import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { SignalType } from '@fluxora/telemetry-core';

/** One export as it went over the wire, and its answer. Bodies are decompressed. */
export interface Exchange {
  readonly signal: SignalType;
  readonly format: 'protobuf' | 'json';
  readonly encoding: string;
  readonly requestBody: Buffer;
  readonly status: number;
  readonly responseBody: Buffer;
}

export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  readonly exchanges: readonly Exchange[];
}

/** Passes exports on to a collector, unchanged, and remembers both directions. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const exchanges: Exchange[] = [];
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { exchange, response, body } = await forward(target, incoming);
    exchanges.push(exchange);
    outgoing.writeHead(exchange.status, response.headers).end(body);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    exchanges,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(target: string, incoming: IncomingMessage) {
  const sent = await buffer(incoming);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method, headers } = incoming;
    request(`${target}${incoming.url}`, { method: method ?? 'POST', headers }, resolve)
      .once('error', reject)
      .end(sent);
  });
  const body = await buffer(response);
  const exchange: Exchange = {
    signal: (incoming.url ?? '').split('/').at(-1) as SignalType,
    format: incoming.headers['content-type'] === 'application/json' ? 'json' : 'protobuf',
    encoding: incoming.headers['content-encoding'] ?? 'identity',
    requestBody: plain(sent, incoming),
    status: response.statusCode ?? 0,
    responseBody: plain(body, response),
  };
  return { exchange, response, body };
}

function plain(body: Buffer, { headers }: IncomingMessage): Buffer {
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}
