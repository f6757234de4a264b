import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express4 from 'express4';
import express5 from 'express';
import type express from 'express';
import { instrumentHttpServer } from '@fluxora/telemetry-express';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, it } from 'vitest';
import { send } from './send.ts';

type Build = (make: typeof express) => express.Express;

/** Names of the spans of some requests, the only ones that an app of its own gets. */
async function namesOf(
  make: unknown,
  build: Build,
  paths: readonly string[],
  between: (app: express.Express) => void = () => {},
): Promise<string[]> {
  await using telemetry = createTestTelemetry();
  const instrumentation = instrumentHttpServer({ providers: telemetry.providers });
  const app = build(make as typeof express);
  app.set('env', 'test');
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  for (const path of paths) {
    await send((server.address() as AddressInfo).port, { path });
    between(app);
  }
  instrumentation.disable();
  server.close();
  return telemetry.spans().map((span) => span.name);
}

const answer: express.RequestHandler = (req, res) => void res.end();

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('routes of %s', (name, make) => {
  it('are known at the very first request, even if it fails in a mounted app', async () => {
    const names = await namesOf(
      make,
      (create) => {
        const app = create();
        const sub = create();
        sub.set('env', 'test');
        sub.get('/failing/:x', () => {
          throw new Error('at once');
        });
        app.use('/sub/:tenant', sub);
        return app;
      },
      ['/sub/acme/failing/1'],
    );

    expect(names).toEqual(['GET /sub/:tenant/failing/:x']);
  });

  it('of one router are told apart by where it is mounted', async () => {
    const names = await namesOf(
      make,
      (create) => {
        const router = create.Router();
        router.get('/x/:id', answer);
        return create().use('/a', router).use('/b/:c', router);
      },
      ['/a/x/1', '/b/2/x/1', '/a/x/2'],
    );

    expect(names).toEqual(['GET /a/x/:id', 'GET /b/:c/x/:id', 'GET /a/x/:id']);
  });

  it('of one app are told apart by where it is mounted', async () => {
    const names = await namesOf(
      make,
      (create) => {
        const sub = create().get('/x/:id', answer);
        return create().use('/a', sub).use('/b/:c', sub);
      },
      ['/a/x/1', '/b/2/x/1'],
    );

    expect(names).toEqual(['GET /a/x/:id', 'GET /b/:c/x/:id']);
  });

  it('of an app that is called by a function are whole', async () => {
    const names = await namesOf(
      make,
      (create) => {
        const sub = create().get('/x/:id', answer);
        return create().use('/w/:t', (req, res, next) => void sub(req, res, next));
      },
      ['/w/1/x/2'],
    );

    expect(names).toEqual(['GET /w/:t/x/:id']);
  });

  it('of an app that is mounted in a router are whole', async () => {
    const names = await namesOf(
      make,
      (create) => {
        const inner = create().get('/x/:id', answer);
        const router = create.Router().use('/r/:s', inner as never);
        return create().use('/top/:t', router);
      },
      ['/top/1/r/2/x/3'],
    );

    expect(names).toEqual(['GET /top/:t/r/:s/x/:id']);
  });

  it('that are added while requests are served are found', async () => {
    const names = await namesOf(
      make,
      (create) => create().get('/old/:id', answer),
      ['/old/1', '/new/1'],
      (app) => app.get('/new/:id', answer),
    );

    expect(names).toEqual(['GET /old/:id', 'GET /new/:id']);
  });

  it('are none where a route that takes everything answers 404', async () => {
    const everything = /Express 5/.test(name) ? '/{*rest}' : '*';
    const names = await namesOf(
      make,
      (create) => {
        const app = create().get('/known/:id', answer);
        return app.all(everything, (req, res) => void res.status(req.query.ok ? 200 : 404).end());
      },
      ['/known/1', '/nowhere', '/nowhere?ok=1'],
    );

    expect(names).toEqual(['GET /known/:id', 'GET', `GET ${everything}`]);
  });

  it('stay bounded when a router is made for every request', async () => {
    const names = await namesOf(
      make,
      (create) =>
        create().use('/made/:tenant', (req, res, next) => {
          const router = create.Router();
          router.get('/x/:id', answer);
          router(req, res, next);
        }),
      ['/made/1/x/1', '/made/2/x/2', '/made/3/x/3'],
    );

    expect(new Set(names)).toEqual(new Set(['GET /made/:tenant/x/:id']));
  });

  it('stay bounded when middleware rewrites the URL', async () => {
    const names = await namesOf(
      make,
      (create) => {
        const app = create();
        app.use((req, res, next) => {
          req.url = req.url.replace('/v1', '');
          next();
        });
        const router = create.Router();
        router.get(['/x/:id', '/y/:id'], answer);
        return app.use('/api/:tenant', router);
      },
      ['/v1/api/acme/x/1', '/api/acme/y/2'],
    );

    expect(names).toEqual(['GET /api/:tenant/x/:id', 'GET /api/:tenant/y/:id']);
  });
});
