import { Agent, createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtlpTransport } from './otlp-transport.ts';
import { post } from './post.ts';

/** Answers this many requests on each connection, and cuts it at the next one: as if it had been closed just before. */
let answersPerConnection: number;
let connections: number;
let server: Server;
let url: URL;

beforeEach(async () => {
  connections = 0;
  const answered = new WeakMap<Socket, number>();
  server = createServer((request, response) => {
    const count = answered.get(request.socket) ?? 0;
    answered.set(request.socket, count + 1);
    if (count < answersPerConnection) response.end();
    else request.socket.resetAndDestroy();
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

describe('a kept connection that the collector has closed', () => {
  it('is replaced at once: no try has failed', async () => {
    answersPerConnection = 1;
    const failures: unknown[] = [];
    const transport = new OtlpTransport(
      {
        url: url.href,
        headers: {},
        protocol: 'http/protobuf',
        compression: 'none',
        timeoutMs: 5_000,
        tls: {},
      },
      { onTryFailed: (error) => failures.push(error) },
    );
    const first = await transport.send(new Uint8Array(), 5_000);
    const second = await transport.send(new Uint8Array(), 5_000);
    transport.abort();

    expect([first.status, second.status]).toEqual(['success', 'success']);
    expect(failures).toEqual([]);
    expect(connections).toBe(2);
  });
});

describe('a new connection that is reset', () => {
  it('is a failure, not tried again here', async () => {
    answersPerConnection = 0;
    const request = {
      url,
      headers: {},
      body: new Uint8Array(),
      agent: new Agent({ keepAlive: true }),
      signal: new AbortController().signal,
      onWritten: () => undefined,
    };

    await expect(post(request)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(connections).toBe(1);
  });
});
