import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createHealth, TelemetryError } from '@fluxora/telemetry-core';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterEach, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { configureLogging } from '../../logs/configure-logging.ts';
import {
  startHealthServer,
  type HealthServer,
  type HealthServerOptions,
} from './start-health-server.ts';

const started: HealthServer[] = [];
async function start(options: HealthServerOptions = {}): Promise<HealthServer> {
  const server = await startHealthServer({ port: 0, ...options });
  started.push(server);
  return server;
}

beforeAll(() => configureLogging({ console: 'off' }));
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(started.splice(0).map((server) => server.close()));
});

function ownHealth() {
  return createHealth({ providers: createTestTelemetry().providers });
}

it('serves the endpoints on a port of its own', async () => {
  const health = ownHealth();
  health.define('queue', () => false);
  const server = await start({ health, details: true, paths: { all: '/health' } });
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  const response = await fetch(`${server.url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ status: 'fail', checks: { queue: [{}] } });
  expect((await fetch(`${server.url}/health`)).status).toBe(503);
  expect((await fetch(`${server.url}/`)).status).toBe(404);
});

it('listens where it is told', async () => {
  expect((await start({ host: '127.0.0.1' })).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  vi.stubEnv('FLUXORA_HEALTH_PORT', '0');
  expect((await start({ port: undefined })).port).toBeGreaterThan(0);
});

describe('a start that cannot be', () => {
  it('is refused clearly when the port is taken', async () => {
    const { port } = await start({ host: '127.0.0.1' });
    const refused = startHealthServer({ port, host: '127.0.0.1' });
    await expect(refused).rejects.toBeInstanceOf(TelemetryError);
    await expect(refused).rejects.toMatchObject({
      code: 'health.listen_failed',
      message: `telemetry/health: cannot listen on 127.0.0.1:${port}: listen EADDRINUSE: address already in use 127.0.0.1:${port}. Free the port, or choose another with port or FLUXORA_HEALTH_PORT.`,
      cause: { code: 'EADDRINUSE' },
    });
  });

  test.each([
    [{}, undefined, 'no port is given. Pass port, or set FLUXORA_HEALTH_PORT.'],
    [{}, ' ', 'no port is given.'],
    [{}, '80a', 'FLUXORA_HEALTH_PORT is "80a". Use a whole number from 0 to 65535.'],
    [{}, '65536', 'FLUXORA_HEALTH_PORT is 65536. '],
    [{ port: -1 }, '80', 'port is -1. '],
    [{ port: 1.5 }, undefined, 'port is 1.5. '],
    [{ port: '8081' }, undefined, 'port is "8081". '],
    [{ port: 0, host: '' }, undefined, 'host is "". Use a name or an address, or leave it out.'],
    [
      { port: 0, hostname: 'x' },
      undefined,
      '"hostname" is not an option. Use health, paths, details, port, host.',
    ],
    [null, undefined, 'the options are null.'],
  ])('is refused with %j and the variable %j', async (options, variable, problem) => {
    vi.stubEnv('FLUXORA_HEALTH_PORT', variable);
    const refused = startHealthServer(options as never);
    await expect(refused).rejects.toMatchObject({ code: 'options.invalid' });
    await expect(refused).rejects.toThrow(problem);
  });
});

describe('clients that say nothing', () => {
  it('do not keep others from their answer, and end with the server', async () => {
    const server = await start({ health: ownHealth(), host: '127.0.0.1' });
    const slow = Array.from({ length: 50 }, () => {
      const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
      socket.write('GET /readyz HTTP/1.1\r\nhost: x\r\nx-slow: ');
      return socket;
    });
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);

    const closed = Promise.all(slow.map((socket) => once(socket, 'close')));
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await closed;
  });

  it('are cut off when their headers do not come', async () => {
    const server = await start({ health: ownHealth(), host: '127.0.0.1' });
    const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET /readyz HTTP/1.1\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(String(answer)).toMatch(/^HTTP\/1\.1 408/);
  });

  it('get no answer to headers without end', async () => {
    const server = await start({ health: ownHealth(), host: '127.0.0.1' });
    const response = await fetch(`${server.url}/readyz`, {
      headers: { 'x-long': 'x'.repeat(10_000) },
    });
    expect(response.status).toBe(431);
  });
});

describe('close()', () => {
  it('answers what is being asked, may be called twice, and frees the port', async () => {
    const health = ownHealth();
    let finish!: () => void;
    const hasBegun = new Promise<void>((begun) => {
      health.define('db', () => {
        begun();
        return new Promise<void>((done) => (finish = done));
      });
    });
    const server = await start({ health, host: '127.0.0.1' });
    const probe = fetch(`${server.url}/readyz`);
    await hasBegun;
    const closing = server.close();
    expect(server.close()).toBe(closing);
    finish();
    expect((await probe).status).toBe(200);
    await closing;

    const next = createServer().listen(server.port, '127.0.0.1');
    await once(next, 'listening');
    expect((next.address() as AddressInfo).port).toBe(server.port);
    next.close();
  });
});

describe('a worker', () => {
  const index = fileURLToPath(new URL('../../index.ts', import.meta.url));
  /** Runs a worker to its own end. */
  const run = (body: string) =>
    promisify(execFile)(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { health, startHealthServer } from ${JSON.stringify(index)}; ${body}`,
      ],
      { timeout: 20_000 },
    );

  it('ends when its work is done, although the server listens and a probe keeps its connection', async () => {
    const { stdout } = await run(`
      const server = await startHealthServer({ port: 0, host: '127.0.0.1' });
      const { connect } = await import('node:net');
      const socket = connect(server.port, '127.0.0.1');
      socket.write('GET /readyz HTTP/1.1\\r\\nhost: x\\r\\nconnection: keep-alive\\r\\n\\r\\n');
      await new Promise((done) => socket.once('data', done));
      socket.unref();
      console.log('done');
    `);
    expect(stdout).toBe('done\n');
  });

  it('gets to the line after close(), although nothing else holds it', async () => {
    const { stdout } = await run(`
      const server = await startHealthServer({ port: 0, host: '127.0.0.1' });
      const { connect } = await import('node:net');
      const socket = connect(server.port, '127.0.0.1').on('error', () => {});
      await new Promise((done) => socket.once('connect', done));
      socket.write('GET /');
      socket.unref();
      await server.close();
      console.log('closed');
    `);
    expect(stdout).toBe('closed\n');
  });

  it('is not ended by a port that is taken', async () => {
    const { stdout } = await run(`
      const { port } = await startHealthServer({ port: 0 });
      const error = await startHealthServer({ port }).catch((error) => error);
      console.log(error.code);
    `);
    expect(stdout).toBe('health.listen_failed\n');
  });
});
