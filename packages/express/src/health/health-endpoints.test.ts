import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configureLogging, createHealth } from '@fluxora/telemetry-core';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import express5 from 'express';
import express4 from 'express4';
import { afterEach, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { expressTelemetry } from '../express-telemetry.ts';
import { healthEndpoints } from './health-endpoints.ts';

const started: { close(): unknown; closeAllConnections(): void }[] = [];
beforeAll(() => configureLogging({ console: 'off' }));
afterEach(() => {
  for (const server of started.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(app: RequestListener) {
  const server = createServer(app).listen(0, '127.0.0.1');
  started.push(server);
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init);
    return [response.status, await response.text()];
  };
}

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('healthEndpoints() in %s', (_version, express) => {
  function setUp() {
    const telemetry = createTestTelemetry();
    return { telemetry, health: createHealth({ providers: telemetry.providers }), app: express() };
  }

  it('answers the probes and passes everything else on', async () => {
    const { health, app } = setUp();
    app.use(healthEndpoints(health));
    app.get('/forecast', (_request, response) => response.send('7 MW'));
    const ask = await serve(app);
    health.define('db', () => true);

    for (const path of ['/startupz', '/livez', '/readyz', '/healthz', '/readyz/?x']) {
      expect(await ask(path)).toEqual([200, '{"status":"pass"}']);
    }
    expect(await ask('/forecast')).toEqual([200, '7 MW']);
    expect((await ask('/nowhere'))[0]).toBe(404);
    expect(await ask('/readyz', { method: 'POST' })).toEqual([405, '']);
    health.startDraining();
    expect(await ask('/readyz')).toEqual([503, '{"status":"fail","output":"draining"}']);
    expect(await ask('/livez')).toEqual([200, '{"status":"pass"}']);
  });

  it('may be mounted below a path, in a router, and twice', async () => {
    const { health, app } = setUp();
    health.define('db', () => ({ status: 'warn' }));
    const router = express.Router();
    router.use('/deep', healthEndpoints(health, { paths: { liveness: '/' } }));
    app.use('/internal', healthEndpoints(health, { details: true }), router);
    app.use(healthEndpoints(health));
    const ask = await serve(app);

    expect(JSON.parse(String((await ask('/internal/readyz'))[1]))).toMatchObject({
      checks: { db: [{}] },
    });
    expect(await ask('/readyz')).toEqual([200, '{"status":"warn"}']);
    expect(await ask('/internal/deep')).toEqual([200, '{"status":"pass"}']);
    expect(await ask('/internal/deep/readyz?x')).toEqual([200, '{"status":"warn"}']);
  });

  it('calls nobody’s error middleware, whatever a check does', async () => {
    const { health, app } = setUp();
    const onError = vi.fn<(...given: unknown[]) => void>();
    health.define('db', () => {
      throw undefined;
    });
    app.use(
      healthEndpoints(health, {
        details: () => {
          throw new Error('no');
        },
      }),
    );
    // Express tells error middleware by its four parameters.
    app.use((error: unknown, _request: unknown, _response: unknown, _next: unknown) =>
      onError(error),
    );
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const ask = await serve(app);
    expect(await ask('/healthz')).toEqual([503, '{"status":"fail"}']);
    said.mockRestore();
    expect(onError).not.toHaveBeenCalled();
  });

  it('leaves no span and no measurement of a probe', async () => {
    const { health, app, telemetry } = setUp();
    app.use(expressTelemetry({ providers: telemetry.providers }));
    app.use(healthEndpoints(health));
    app.get('/forecast', (_request, response) => response.send('7 MW'));
    const ask = await serve(app);
    for (const path of ['/startupz', '/livez', '/readyz', '/healthz', '/forecast']) await ask(path);
    await vi.waitFor(() => expect(telemetry.spans()).toHaveLength(1));
    expect(telemetry.spans()[0]?.attributes['url.path']).toBe('/forecast');
  });
});

test('the process-wide health is the default', async () => {
  const ask = await serve(express5().use(healthEndpoints()));
  expect(await ask('/healthz')).toEqual([200, '{"status":"pass"}']);
});

test('wrong options are refused at once', () => {
  expect(() => healthEndpoints(undefined, { path: '/x' } as never)).toThrow(
    'telemetry/health: "path" is not an option. Use health, paths, details.',
  );
  expect(() => healthEndpoints(7 as never)).toThrow('telemetry/health: health is 7.');
});
