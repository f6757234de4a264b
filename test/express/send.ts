import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import type { TruthRow } from './truth-table.ts';

/** What came back, as a client sees it. */
export interface Reply {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Sends one request on a connection of its own, and cuts it where the row says so. Resolves when the connection is over. */
export async function send(port: number, request: TruthRow['request']): Promise<Reply> {
  const { method = 'GET', path, headers = {}, body, abort } = request;
  if (abort === 'before')
    return hangUp(port, `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const outgoing = http.request({
    port,
    host: '127.0.0.1',
    method,
    path,
    headers: {
      host: 'localhost',
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      ...headers,
    },
    agent: false,
  });
  outgoing.end(body);
  try {
    const [response] = (await once(outgoing, 'response')) as [http.IncomingMessage];
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      if (abort === 'during') outgoing.destroy();
    });
    await new Promise((resolve) => response.once('close', resolve).once('error', resolve));
    return { status: response.statusCode, headers: response.headers, body: text };
  } catch {
    return { status: undefined, headers: {}, body: '' };
  }
}

/** Writes bytes as they are and returns all that comes back until the server closes the connection. */
export async function sendRaw(port: number, ...parts: readonly string[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    received += String(chunk);
  });
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  for (const part of parts) {
    await new Promise((resolve) => socket.write(part, resolve));
    // One packet each: the server has read the last one before the next is sent.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await closed;
  return received;
}

async function hangUp(port: number, head: string): Promise<Reply> {
  const socket = net.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  await new Promise((resolve) => socket.write(head, resolve));
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  return { status: undefined, headers: {}, body: '' };
}
