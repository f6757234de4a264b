import type { Http2Session } from 'node:http2';
import type { Server, Socket } from 'node:net';

/** What HTTP servers have beside what every server has. */
interface HttpServer extends Server {
  closeIdleConnections(): void;
  closeAllConnections(): void;
}

const SWEEP_EVERY_MS = 50;
/** A connection that was opened just before the end may have a request on its way. */
const FRESH_FOR_MS = 1_000;
const LAST_WORDS_MS = 100;

/**
 * Closes one server without cutting off what it has begun. `server.close()` alone does cut: it destroys connections whose
 * response is complete for the program but not yet for the network, and it waits for ever for connections on which nothing
 * was ever asked (browsers and load balancers open some in advance).
 */
export class ServerDrain {
  readonly #server: Server;
  /** As the protocol on top of them sees them: decrypted, where there is TLS. */
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<Http2Session>();
  /** `secureConnection` comes beside `connection` and is the one that counts. */
  readonly #opened: 'connection' | 'secureConnection';

  constructor(server: Server) {
    this.#server = server;
    this.#opened = 'setSecureContext' in server ? 'secureConnection' : 'connection';
    server.on(this.#opened, this.#onSocket);
    server.on('session', this.#onSession);
  }

  /** For messages; an address is there only as long as the server listens. */
  name(index: number): string {
    const address = this.#server.address();
    if (address === null) return `server ${index + 1}`;
    return typeof address === 'string' ? `server on ${address}` : `server on port ${address.port}`;
  }

  /** Listens to the server no more. */
  remove(): void {
    this.#server.off(this.#opened, this.#onSocket);
    this.#server.off('session', this.#onSession);
  }

  /**
   * Takes no more connections, and resolves when the last one has ended; those that are still open when `signal` is aborted
   * are destroyed. Never rejects.
   *
   * @returns How many were destroyed then.
   */
  async close(signal: AbortSignal): Promise<number> {
    const startedAt = performance.now();
    const closed = new Promise<void>((resolve) => {
      // Also called, with an error, when it was not listening: just as closed.
      this.#stopListening(resolve);
    });
    for (const session of this.#sessions) session.close();
    const sweep = (): void => this.#sweep(performance.now() - startedAt >= FRESH_FOR_MS);
    sweep();
    const sweeper = setInterval(sweep, SWEEP_EVERY_MS);
    const isClosed = await Promise.race([closed.then(() => true), aborted(signal)]);
    clearInterval(sweeper);
    const open = isClosed ? 0 : await this.#countConnections();
    if (!isClosed) this.#cut();
    await this.#lastWords();
    this.remove();
    return open;
  }

  readonly #onSocket = (socket: Socket): void => {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  };

  readonly #onSession = (session: Http2Session): void => {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
  };

  /** `close()` without its first act, which is to destroy what it takes for idle. */
  #stopListening(onClosed: () => void): void {
    const server = this.#server;
    if (!isHttp(server)) {
      server.close(onClosed);
      return;
    }
    const own = Object.getOwnPropertyDescriptor(server, 'closeIdleConnections');
    const isHidden = Reflect.defineProperty(server, 'closeIdleConnections', {
      configurable: true,
      writable: true,
      value: () => undefined,
    });
    try {
      server.close(onClosed);
    } finally {
      if (isHidden) {
        Reflect.deleteProperty(server, 'closeIdleConnections');
        if (own) Reflect.defineProperty(server, 'closeIdleConnections', own);
      }
    }
  }

  /** Closes connections on which nothing is under way: no request, and no response that is not yet wholly sent. */
  #sweep(isPatienceOver: boolean): void {
    const server = this.#server;
    if (!isHttp(server)) return;
    const isSending = [...this.#sockets].some((socket) => socket.writableLength > 0);
    if (!isSending) server.closeIdleConnections();
    if (!isPatienceOver) return;
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  #cut(): void {
    for (const session of this.#sessions) session.destroy();
    if (isHttp(this.#server)) this.#server.closeAllConnections();
    // Those that HTTP has given away: WebSockets. And those of servers that are not HTTP.
    for (const socket of this.#sockets) socket.destroy();
  }

  /** A request that was cut off is recorded when its connection has closed, some turns after the server has. */
  async #lastWords(): Promise<void> {
    const until = performance.now() + LAST_WORDS_MS;
    while (this.#sockets.size > 0 && performance.now() < until) await nextTurn();
    await nextTurn();
  }

  #countConnections(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.getConnections((error, count) => resolve(error ? this.#sockets.size : count));
    });
  }
}

/** Resolves with false when the signal is, or was, aborted. */
function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener('abort', () => resolve(false), { once: true });
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isHttp(server: Server): server is HttpServer {
  return 'closeIdleConnections' in server && 'closeAllConnections' in server;
}
