import { connect, type Socket } from 'node:net';

/** Called once per finished response, with whether its status was 200. */
export type OnResponse = (connection: Connection, ok: boolean) => void;

const HEADER_END = '\r\n\r\n';

/**
 * One keep-alive HTTP/1.1 connection with at most one request in flight.
 *
 * Why not a library: a client that parses every header costs as much CPU as the server under test, so the fastest
 * variant would be measured against the client's limit. This one only finds where a response ends.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #request: string;
  readonly #onResponse: OnResponse;
  #rest = '';
  /** Free for the owner to remember when the request in flight was due, milliseconds. */
  dueMs = 0;
  busy = false;
  failed: Error | undefined;

  private constructor(socket: Socket, request: string, onResponse: OnResponse) {
    this.#socket = socket;
    this.#request = request;
    this.#onResponse = onResponse;
    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (text: unknown) => this.#read(text as string));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  /** Connects; rejects when the server refuses. */
  static open(url: URL, onResponse: OnResponse): Promise<Connection> {
    const request = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nUser-Agent: bench\r\n\r\n`;
    return new Promise((resolve, reject) => {
      const socket = connect(Number(url.port), url.hostname);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket, request, onResponse));
      });
    });
  }

  send(): void {
    this.busy = true;
    this.#socket.write(this.#request, 'latin1');
  }

  close(): void {
    this.#socket.removeAllListeners('close').destroy();
  }

  #read(text: string): void {
    this.#rest = this.#rest === '' ? text : this.#rest + text;
    const headerEnd = this.#rest.indexOf(HEADER_END);
    if (headerEnd === -1) return;
    const length = contentLength(this.#rest, headerEnd);
    if (this.#rest.length < headerEnd + HEADER_END.length + length) return;
    const ok = this.#rest.startsWith('HTTP/1.1 200');
    this.#rest = '';
    this.busy = false;
    this.#onResponse(this, ok);
  }

  #fail(error: Error): void {
    if (this.failed) return;
    this.failed = error;
    this.busy = false;
    this.#onResponse(this, false);
  }
}

function contentLength(response: string, headerEnd: number): number {
  const at = response.indexOf('Content-Length: ');
  if (at === -1 || at > headerEnd)
    throw new Error('bench/load: a response without Content-Length.');
  return Number.parseInt(response.slice(at + 16, at + 26), 10);
}
