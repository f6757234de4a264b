import { once } from 'node:events';
import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createHealth, TelemetryError } from '@fluxora/telemetry-core';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterEach, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { configureLogging } from '../../logs/configure-logging.ts';
import type { HealthHttpOptions } from './health-http-options.ts';
import { healthRequestHandler } from './health-request-handler.ts';

const started: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of started.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
beforeAll(() => configureLogging({ console: 'off' }));

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  started.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server whose own answer is 418, with a health of its own. */
async function setUp(options: Omit<HealthHttpOptions, 'health'> = {}) {
  const { providers } = createTestTelemetry();
  const health = createHealth({ providers });
  const answer = healthRequestHandler({ ...options, health });
  const url = await serve((request, response) => {
    if (!answer(request, response)) response.writeHead(418).end('teapot');
  });
  const get = (path: string, init?: RequestInit) => fetch(url + path, init);
  const statusOf = async (path: string) => (await get(path)).status;
  return { health, url, get, statusOf };
}

describe('an endpoint', () => {
  it('answers with application/health+json that nobody may keep', async () => {
    const { get, health } = await setUp();
    health.define('db', () => true);
    const response = await get('/readyz');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/health+json',
      'cache-control': 'no-store',
      'content-length': '17',
    });
    expect(await response.text()).toBe('{"status":"pass"}');
  });

  it('says 503 for fail, and 200 for warn', async () => {
    const { statusOf, get, health } = await setUp();
    health.define('feed', () => false, { critical: false });
    expect(await (await get('/readyz')).json()).toEqual({ status: 'warn' });
    expect(await statusOf('/readyz')).toBe(200);
    health.define('db', () => false);
    expect(await statusOf('/readyz')).toBe(503);
    expect(await statusOf('/healthz')).toBe(503);
    expect(await statusOf('/livez')).toBe(200);
    expect(await statusOf('/startupz')).toBe(200);
  });

  it('says 503 for readiness while draining, and 200 for liveness', async () => {
    const { get, statusOf, health } = await setUp();
    health.startDraining('SIGTERM');
    const response = await get('/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'fail', output: 'draining' });
    expect(await statusOf('/livez')).toBe(200);
  });

  it('ignores the query, a slash at the end and the form of the target', async () => {
    const { statusOf, url } = await setUp();
    for (const path of ['/readyz/', '/readyz?verbose', '/readyz/?a=/b', '/livez?']) {
      expect(await statusOf(path)).toBe(200);
    }
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.end('GET http://any.example/readyz HTTP/1.0\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200/);
  });

  it.each(['/', '/readyzz', '/readyz/x', '//readyz', '/READYZ', '/x?/readyz', '/%72eadyz'])(
    'leaves %s alone',
    async (path) => {
      expect(await (await setUp()).statusOf(path)).toBe(418);
    },
  );

  it('answers HEAD like GET, without a body', async () => {
    const { get, health } = await setUp();
    health.define('db', () => false);
    const response = await get('/readyz', { method: 'HEAD' });
    expect(response.status).toBe(503);
    expect(response.headers.get('content-length')).toBe('17');
    expect(await response.text()).toBe('');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'answers %s with 405 and what it allows',
    async (method) => {
      const { get } = await setUp();
      const response = await get('/readyz', { method, ...(method !== 'OPTIONS' && { body: 'x' }) });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET, HEAD');
      expect(await response.text()).toBe('');
    },
  );

  it('makes one run of a thousand probes', async () => {
    const { get, health } = await setUp();
    let finish!: () => void;
    const query = vi.fn<() => Promise<void>>(() => new Promise((done) => (finish = done)));
    // However long a busy machine takes for them.
    health.define('db', query, { timeoutMs: 60_000, minIntervalMs: 60_000 });
    const probes = Array.from({ length: 1_000 }, () => get('/readyz'));
    await vi.waitFor(() => expect(query).toHaveBeenCalled());
    finish();
    const statuses = await Promise.all(probes.map(async (probe) => (await probe).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('survives a client that leaves while checks run', async () => {
    const { url, health, statusOf } = await setUp();
    let finish!: () => void;
    const hasBegun = new Promise<void>((begun) => {
      health.define(
        'db',
        () =>
          new Promise<void>((done) => {
            finish = done;
            begun();
          }),
      );
    });
    const client = httpRequest(`${url}/readyz`).on('error', () => undefined);
    client.end();
    await hasBegun;
    client.destroy();
    finish();
    expect(await statusOf('/livez')).toBe(200);
  });

  it('leaves a response alone that somebody else has answered meanwhile', async () => {
    const { providers } = createTestTelemetry();
    const answer = healthRequestHandler({ health: createHealth({ providers }) });
    const url = await serve((request, response) => {
      answer(request, response);
      response.end('mine');
    });
    expect(await (await fetch(`${url}/readyz`)).text()).toBe('mine');
  });

  it('answers 503 when a health that is not ours fails', async () => {
    const broken = { check: () => Promise.reject(new Error('no')) } as never;
    const answer = healthRequestHandler({ health: broken });
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const url = await serve(answer);
    const response = await fetch(`${url}/readyz`);
    expect([response.status, await response.json()]).toEqual([503, { status: 'fail' }]);
    expect(said).toHaveBeenCalledWith('telemetry/health: health.check() failed: no.\n');
    said.mockRestore();
  });
});

describe('details', () => {
  const failing = async (details: HealthHttpOptions['details']) => {
    const { get, health } = await setUp({ details });
    health.define('db', () => {
      throw new Error('connect postgres://app:hunter2@db failed');
    });
    return async (init?: RequestInit) => (await get('/healthz', init)).text();
  };

  it('are hidden', async () => {
    expect(await (await failing(undefined))()).toBe('{"status":"fail"}');
    expect(await (await failing(false))()).toBe('{"status":"fail"}');
  });

  it('may be shown, with secrets masked', async () => {
    const body = JSON.parse(await (await failing(true))());
    expect(body).toMatchObject({
      status: 'fail',
      output: 'db',
      checks: { db: [{ status: 'fail', output: 'connect postgres://[redacted]@db failed' }] },
    });
  });

  it('may depend on the request', async () => {
    const ask = await failing((request) => request.headers['x-ops'] === 'yes');
    expect(await ask()).not.toContain('checks');
    expect(await ask({ headers: { 'x-ops': 'yes' } })).toContain('checks');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['promises', async () => true],
    ['returns a text', () => 'true'],
  ])('are hidden when the function %s', async (_what, details) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const ask = await failing(details as never);
    expect(await ask()).toBe('{"status":"fail"}');
    said.mockRestore();
  });
});

describe('paths', () => {
  it('may be others, several or none', async () => {
    const { statusOf } = await setUp({
      paths: { readiness: ['/ready', '/health/ready/'], liveness: '/', all: false },
    });
    for (const path of ['/ready', '/health/ready', '/', '/startupz']) {
      expect(await statusOf(path)).toBe(200);
    }
    for (const path of ['/readyz', '/livez', '/healthz']) expect(await statusOf(path)).toBe(418);
  });

  test.each([
    [{ ready: '/x' }, 'paths.ready is not an endpoint. Use startup, liveness, readiness, all.'],
    [
      { readiness: 'ready' },
      'paths.readiness is "ready". Use a path, as in "/ready", a list of them, or false.',
    ],
    [{ readiness: '/ready?x' }, 'paths.readiness is "/ready?x". Use a path'],
    [{ readiness: true }, 'paths.readiness is true. Use a path'],
    [
      { readiness: '/livez' },
      'the path "/livez" is given to two endpoints. Give each its own, or false.',
    ],
    [{ all: '/readyz/' }, 'the path "/readyz" is given to two endpoints.'],
    ['/ready', 'paths is "/ready". Use { readiness: \'/ready\' }.'],
  ])('are refused when they are %j', (paths, problem) => {
    expect(() => healthRequestHandler({ paths: paths as never })).toThrow(problem);
  });
});

test('wrong options are listed at once', () => {
  const options = { health: 7, details: 'yes', port: 1, paths: { x: 1 } } as never;
  expect(() => healthRequestHandler(options)).toThrow(
    new TelemetryError('options.invalid', [
      'telemetry/health: "port" is not an option. Use health, paths, details.',
      'telemetry/health: health is 7. Use createHealth(), or leave it out.',
      'telemetry/health: details is "yes". Use true, false or a function of the request.',
      'telemetry/health: paths.x is not an endpoint. Use startup, liveness, readiness, all.',
    ]),
  );
  expect(() => healthRequestHandler(null as never)).toThrow('the options are null');
});
