import diagnosticsChannel from 'node:diagnostics_channel';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type express from 'express';
import { Notices } from '@fluxora/telemetry-core';
import { expressTelemetry, instrumentHttpServer } from '@fluxora/telemetry-express';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, it, vi } from 'vitest';
import { send } from './send.ts';
import { type Mode, serve } from './served-app.ts';

/** Throws whatever is done to it. */
function broken(): unknown {
  const fail = () => {
    throw new Error('broken provider');
  };
  return new Proxy(fail, { get: () => broken(), apply: fail });
}

/** Looks well until it is used. */
const brokenSpans = {
  getTracer: () => ({
    startSpan: () => ({
      spanContext: () => ({ traceId: 'x', spanId: 'y', traceFlags: 1 }),
      isRecording: () => true,
      setAttributes: () => {
        throw new Error('broken span');
      },
    }),
  }),
} as unknown as TracerProvider;

const providers = [
  { name: 'throw at every turn', tracerProvider: broken() as TracerProvider },
  { name: 'give spans that throw', tracerProvider: brokenSpans },
];

describe.each<Mode>(['channels', 'middleware'])('the host, instrumented by %s,', (mode) => {
  it.each(providers)('does not notice providers that $name', async ({ tracerProvider }) => {
    const said: string[] = [];
    const notices = new Notices((message) => said.push(message));
    await using app = await serve(
      (each) => {
        each.get('/fine', (req, res) => void res.json({ fine: true }));
        each.get('/fails', () => {
          throw new Error('of the host');
        });
      },
      { mode, providers: { tracerProvider, meterProvider: broken() as MeterProvider, notices } },
    );

    const fine = await send(app.port, { path: '/fine' });
    const fails = await send(app.port, { path: '/fails' });
    await send(app.port, { path: '/fine', abort: 'before' });

    expect([fine.status, fine.body, fails.status]).toEqual([200, '{"fine":true}', 500]);
    expect(fails.body).toContain('of the host');
    expect(said.filter((message) => message.startsWith('telemetry/express'))).toHaveLength(1);
  });

  it('may throw what it likes', async () => {
    const hostile = [
      Object.freeze(new Error('frozen')),
      null,
      Symbol('symbol'),
      Object.defineProperty({}, 'message', {
        get() {
          throw new Error('getter');
        },
      }),
      new Proxy(
        {},
        {
          get() {
            throw new Error('trap');
          },
        },
      ),
    ];
    await using app = await serve(
      (each) => {
        each.get('/:index', (req) => {
          throw hostile[Number(req.params.index)];
        });
        each.use(((error, req, res, _next) => {
          res.status(503).end();
        }) as express.ErrorRequestHandler);
      },
      { mode },
    );

    const statuses: unknown[] = [];
    for (const index of hostile.keys()) {
      const reply = await send(app.port, { path: `/${index}` });
      statuses.push(reply.status);
    }
    const spans = await app.serverSpans(hostile.length);

    // Express takes a thrown null for no error at all.
    expect(statuses).toEqual([503, 404, 503, 503, 503]);
    expect(spans.map((span) => span.attributes['http.response.status_code'])).toEqual(statuses);
  });

  it('may end a response twice', async () => {
    await using app = await serve(
      (each) =>
        each.get('/', (req, res) => {
          res.end('once');
          res.end();
        }),
      { mode },
    );

    await send(app.port, { path: '/' });
    await app.serverSpans();

    expect(app.telemetry.spans()).toHaveLength(1);
  });
});

describe('instrumentHttpServer', () => {
  it('is silent without an SDK', async () => {
    const said: string[] = [];
    const notices = new Notices((message) => said.push(message));
    await using app = await serve((each) => each.get('/', (req, res) => void res.end('ok')), {
      providers: { notices },
    });

    const reply = await send(app.port, { path: '/' });

    expect(reply.body).toBe('ok');
    expect(said).toEqual([]);
  });

  it('says that it was called twice, and changes nothing', async () => {
    await using app = await serve((each) => each.get('/', (req, res) => void res.end()));
    const { notices } = app.telemetry.providers;

    const second = instrumentHttpServer({ providers: { notices } });
    second.disable();
    await send(app.port, { path: '/' });

    expect(await app.serverSpans()).toHaveLength(1);
    expect(app.telemetry.said()).toEqual([expect.stringContaining('called again')]);
  });

  it('takes everything back, and still ends what is open', async () => {
    const telemetry = createTestTelemetry();
    let finish = () => {};
    const server = http.createServer((req, res) => {
      finish = () => void res.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const channels = [
      'http.server.request.start',
      'http.server.response.finish',
      'net.server.socket',
      'tracing:express.router.request:start',
    ].map((name) => diagnosticsChannel.channel(name));
    const instrumentation = instrumentHttpServer({
      providers: telemetry.providers,
      middlewareSpans: true,
    });
    const reply = send(port, { path: '/open' });
    await vi.waitFor(() => {
      if (telemetry.metrics().length === 0) throw new Error('not yet');
    });
    const before = channels.map((channel) => channel.hasSubscribers);

    instrumentation.disable();
    instrumentation.disable();
    finish();
    await reply;
    await vi.waitFor(() => {
      if (telemetry.spans().length === 0) throw new Error('not yet');
    });
    const later = send(port, { path: '/later' });
    await once(server, 'request');
    finish();
    await later;
    server.close();

    expect(before).toEqual([true, true, true, true]);
    expect(channels.map((channel) => channel.hasSubscribers)).toEqual([false, false, false, false]);
    expect(telemetry.spans().map((span) => span.attributes['url.path'])).toEqual(['/open']);
    expect(server.eventNames()).not.toContain('newListener');
  });

  it('and expressTelemetry() together make one span and one measurement', async () => {
    await using app = await serve((each, { providers: given }) => {
      each.use(expressTelemetry({ providers: given }));
      each.use(expressTelemetry({ providers: given }));
      each.get('/', (req, res) => void res.end());
    });

    await send(app.port, { path: '/' });
    await app.serverSpans();

    expect(app.telemetry.spans()).toHaveLength(1);
    expect(app.telemetry.metric('http.server.request.duration')?.points).toMatchObject([
      { count: 1 },
    ]);
  });

  it('is one per process, and one with the middleware, when the package is loaded twice', async () => {
    vi.resetModules();
    const copy = await import('@fluxora/telemetry-express');
    await using app = await serve((each, { providers: given }) => {
      each.use(copy.expressTelemetry({ providers: given }));
      each.get('/fails', () => {
        throw new RangeError('no');
      });
      each.use(copy.expressErrorTelemetry());
    });
    const { notices } = app.telemetry.providers;
    copy.instrumentHttpServer({ providers: { notices } }).disable();

    await send(app.port, { path: '/fails' });
    const spans = await app.serverSpans();

    expect(copy.expressTelemetry).not.toBe(expressTelemetry);
    expect(spans.map((span) => span.attributes['error.type'])).toEqual(['RangeError']);
    expect(app.telemetry.said()).toEqual([expect.stringContaining('called again')]);
  });

  it('measures servers without Express, without a route', async () => {
    await using telemetry = createTestTelemetry();
    const instrumentation = instrumentHttpServer({ providers: telemetry.providers });
    const server = http.createServer((req, res) => res.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');

    await send((server.address() as AddressInfo).port, { path: '/plain' });
    instrumentation.disable();
    server.close();

    expect(telemetry.spans()).toMatchObject([
      { name: 'GET', attributes: { 'url.path': '/plain', 'http.response.status_code': 200 } },
    ]);
  });
});

describe('expressTelemetry', () => {
  it('measures the compatibility API of HTTP/2', async () => {
    await using telemetry = createTestTelemetry();
    const record = expressTelemetry({ providers: telemetry.providers });
    const server = http2.createServer((request, response) => {
      record(request as never, response as never, () => response.end('two'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

    const bodies = await Promise.all(
      ['/a', '/b'].map(async (path) => {
        const stream = session.request({ ':path': path }).setEncoding('utf8');
        return (await stream.toArray()).join('');
      }),
    );
    session.close();
    server.close();
    await once(server, 'close');

    expect(bodies).toEqual(['two', 'two']);
    expect(telemetry.spans().map((span) => span.attributes)).toMatchObject([
      { 'url.path': '/a', 'network.protocol.version': '2', 'server.address': '127.0.0.1' },
      { 'url.path': '/b', 'http.response.status_code': 200 },
    ]);
  });
});
