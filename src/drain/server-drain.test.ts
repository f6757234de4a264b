import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, createServer, get, type IncomingMessage, type RequestListener } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttpsServer, get as httpsGet } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { announceLastRequests } from './last-requests.ts';
import { ServerDrain } from './server-drain.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function listen(server: Server): Promise<{ drain: ServerDrain; port: number }> {
  const drain = new ServerDrain(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => server.close());
  return { drain, port: (server.address() as AddressInfo).port };
}

const serve = (listener: RequestListener) => listen(createServer(listener));

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let settle: ((value: T) => void) | undefined;
  const promise = new Promise<T>((resolve) => (settle = resolve));
  return { promise, resolve: (value) => settle?.(value) };
}

/** More than any of these takes, unless it hangs. */
const patience = (): AbortSignal => AbortSignal.timeout(20_000);

function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true });
  cleanUps.push(() => agent.destroy());
  return agent;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

async function refused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(true)).once('connect', () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

describe('closing an HTTP server', () => {
  it('answers what it has begun, then resolves; new connections are refused at once', async () => {
    const begun = deferred<() => void>();
    const { drain, port } = await serve((_request, response) =>
      begun.resolve(() => response.end('done')),
    );
    const answer = once(get({ port, agent: keepAlive() }), 'response');
    const finish = await begun.promise;
    const closed = drain.close(patience());

    expect(await refused(port)).toBe(true);
    finish();
    const [response] = (await answer) as [IncomingMessage];
    expect(await textOf(response)).toBe('done');
    expect(await closed).toBe(0);
  });

  it('sends a response to its end that the program has ended before', async () => {
    const bytes = 40_000_000;
    const { drain, port } = await serve((_request, response) => response.end(Buffer.alloc(bytes)));
    const socket = connect(port, '127.0.0.1').pause();
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'readable');
    const closed = drain.close(patience());
    let received = 0;
    socket.on('data', (chunk) => (received += chunk.length)).resume();
    await once(socket, 'close');

    expect(received).toBeGreaterThan(bytes);
    expect(await closed).toBe(0);
  });

  it('closes connections that are idle', async () => {
    const { drain, port } = await serve((_request, response) => response.end('x'));
    const agent = keepAlive();
    const [response] = (await once(get({ port, agent }), 'response')) as [IncomingMessage];
    await textOf(response);
    const start = performance.now();

    expect(await drain.close(patience())).toBe(0);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it('closes, after a moment, connections on which nothing was ever asked', async () => {
    const { drain, port } = await serve((_request, response) => response.end('x'));
    const silent = connect(port, '127.0.0.1');
    await once(silent, 'connect');
    const start = performance.now();
    const closed = drain.close(patience());

    expect(await closed).toBe(0);
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  it('answers the first request on such a connection when it comes just in time', async () => {
    const { drain, port } = await serve((_request, response) => response.end('in time'));
    const early = connect(port, '127.0.0.1');
    await once(early, 'connect');
    const closed = drain.close(patience());
    early.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const [data] = (await once(early, 'data')) as [Buffer];

    expect(data.toString()).toContain('in time');
    expect(await closed).toBe(0);
  });

  it('cuts off what is still open when the time is over, and counts it', async () => {
    const begun = deferred<void>();
    let open = 0;
    const { drain, port } = await serve(() => {
      if (++open === 2) begun.resolve();
    });
    const agent = keepAlive();
    const answers = Promise.allSettled([1, 2].map(() => once(get({ port, agent }), 'response')));
    await begun.promise;
    const controller = new AbortController();
    const closed = drain.close(controller.signal);
    controller.abort();

    expect(await closed).toBe(2);
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('cuts off WebSockets, too, which HTTP does not know any more', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    );
    const { drain, port } = await listen(server);
    const client = connect(port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    await once(client, 'data');
    const controller = new AbortController();
    const closed = drain.close(controller.signal);
    controller.abort();
    await once(client.resume(), 'close');

    expect(await closed).toBe(1);
  });

  it('leaves the server as it was: own methods, no listeners', async () => {
    const server = createServer();
    const own = (): void => undefined;
    server.closeIdleConnections = own;
    const listeners = server.eventNames();
    const { drain } = await listen(server);
    await drain.close(patience());

    expect(Reflect.get(server, 'closeIdleConnections')).toBe(own);
    expect(server.eventNames()).toEqual(listeners);
    expect(Object.hasOwn(createServer(), 'closeIdleConnections')).toBe(false);
  });

  it('works for one that does not listen, is frozen, or was closed before', async () => {
    const frozen = createServer();
    const drain = new ServerDrain(frozen);
    Object.preventExtensions(frozen);

    expect(await drain.close(patience())).toBe(0);
    const { drain: second } = await serve(() => undefined);
    expect(await second.close(patience())).toBe(0);
    expect(await second.close(patience())).toBe(0);
  });
});

describe('announcing last requests', () => {
  it('makes the next response on a connection say Connection: close, on these servers alone', async () => {
    const server = createServer((_request, response) => response.end('x'));
    const { port } = await listen(server);
    const other = await serve((_request, response) => response.end('x'));
    const ask = async (to: number): Promise<string | undefined> => {
      const request = get({ port: to, agent: keepAlive() });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      await textOf(response);
      return response.headers.connection;
    };
    const end = announceLastRequests([server]);

    expect(await ask(port)).toBe('close');
    expect(await ask(other.port)).toBe('keep-alive');
    end();
    expect(await ask(port)).toBe('keep-alive');
  });
});

describe('closing other servers', () => {
  const fixture = (name: string) =>
    readFileSync(new URL(`../../test/doctor/fixtures/${name}`, import.meta.url));

  it('HTTPS: answers what it has begun, closes what is idle and what was never used', async () => {
    const begun = deferred<() => void>();
    const tls = { cert: fixture('localhost-cert.pem'), key: fixture('localhost-key.pem') };
    const { drain, port } = await listen(
      createHttpsServer(tls, (_request, response) => begun.resolve(() => response.end('done'))),
    );
    const silent = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(
      silent.on('error', () => undefined),
      'secureConnect',
    );
    const request = httpsGet({ port, host: '127.0.0.1', rejectUnauthorized: false });
    const answer = once(request, 'response');
    const finish = await begun.promise;
    const closed = drain.close(patience());
    finish();
    const [response] = (await answer) as [IncomingMessage];

    expect(await textOf(response)).toBe('done');
    expect(await closed).toBe(0);
  });

  it('HTTP/2: answers the streams it has begun, and says goodbye', async () => {
    const begun = deferred<() => void>();
    const { drain, port } = await listen(
      createHttp2Server((_request, response) => begun.resolve(() => response.end('done'))),
    );
    const client = connectHttp2(`http://127.0.0.1:${port}`);
    const goneAway = once(client, 'goaway');
    const stream = client.request({ ':path': '/' });
    const finish = await begun.promise;
    const closed = drain.close(patience());
    finish();
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += chunk;

    expect(text).toBe('done');
    await goneAway;
    expect(await closed).toBe(0);
  });

  it('HTTP/2: cuts off streams when the time is over', async () => {
    const begun = deferred<void>();
    const { drain, port } = await listen(createHttp2Server(() => begun.resolve()));
    const client = connectHttp2(`http://127.0.0.1:${port}`).on('error', () => undefined);
    client.request({ ':path': '/' }).on('error', () => undefined);
    await begun.promise;
    const controller = new AbortController();
    const closed = drain.close(controller.signal);
    controller.abort();
    await once(client, 'close');

    expect(await closed).toBe(1);
  });

  it('TCP: waits for the other side, and cuts it off when the time is over', async () => {
    const { drain, port } = await listen(createTcpServer((socket) => socket.write('hello')));
    const client = connect(port, '127.0.0.1');
    await once(client, 'data');
    const controller = new AbortController();
    const closed = drain.close(controller.signal);
    controller.abort();
    await once(
      client.on('error', () => undefined),
      'close',
    );

    expect(await closed).toBe(1);
  });
});
