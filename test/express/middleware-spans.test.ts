import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express4 from 'express4';
import type express from 'express';
import { httpServerCatalog, instrumentHttpServer } from '@fluxora/telemetry-express';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { withSpan } from '@fluxora/telemetry-core';
import { describe, expect, it } from 'vitest';
import { send } from './send.ts';
import { type Mode, serve } from './served-app.ts';

describe.each<Mode>(['channels', 'middleware'])('middlewareSpans by %s', (mode) => {
  it('gives every middleware and handler a span, with what it does below it', async () => {
    await using app = await serve(
      (each, { providers }) => {
        each.use(function authenticate(req, res, next) {
          setTimeout(next, 2);
        });
        each.use(async (req, res, next) => {
          await withSpan('load limits', { providers }, () => Promise.resolve());
          next();
        });
        each.get('/sites/:id', function readSite(req, res) {
          withSpan('query', { providers }, () => undefined);
          res.end();
        });
      },
      { mode, middlewareSpans: true },
    );

    await send(app.port, { path: '/sites/1' });
    await app.serverSpans();

    expect(app.telemetry.tree({ durations: false })).toMatchInlineSnapshot(`
      "GET /sites/:id (server)
      ├─ middleware authenticate
      ├─ middleware <anonymous>
      │  └─ load limits
      └─ route readSite
         └─ query"
    `);
    assertConventions(app.telemetry, [httpServerCatalog]);
  });

  it('shows the error on the handler that threw it', async () => {
    await using app = await serve(
      (each) => {
        each.get('/fails', function fails() {
          throw new RangeError('no');
        });
        each.use(function answers(error, req, res, _next) {
          res.status(500).end();
        } as express.ErrorRequestHandler);
      },
      { mode, middlewareSpans: true },
    );

    await send(app.port, { path: '/fails' });
    await app.serverSpans();
    const spans = app.telemetry.spans().filter((span) => span.kind === 'internal');

    expect(spans.map((span) => [span.name, span.attributes['error.type']])).toEqual([
      ['route fails', 'RangeError'],
      ['error answers', undefined],
    ]);
  });
});

describe('middlewareSpans', () => {
  it('says once that Express 4 publishes nothing', async () => {
    await using telemetry = createTestTelemetry();
    const instrumentation = instrumentHttpServer({
      providers: telemetry.providers,
      middlewareSpans: true,
    });
    const app = express4();
    app.get('/', (req, res) => void res.end());
    const server = http.createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    await send(port, { path: '/' });
    await send(port, { path: '/' });
    instrumentation.disable();
    server.close();

    expect(telemetry.said()).toEqual([expect.stringContaining('Use Express 5.3 or later')]);
    expect(telemetry.spans().map((span) => span.name)).toEqual(['GET /', 'GET /']);
  });
});
