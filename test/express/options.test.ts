import { SamplingDecision, type Attributes } from '@opentelemetry/api';
import { propagation } from '@opentelemetry/api';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { withSpan } from '@fluxora/telemetry-core';
import { defaultIgnore, expressTelemetry, instrumentHttpServer } from '@fluxora/telemetry-express';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import type { Express, Request } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from './send.ts';
import { type Mode, serve } from './served-app.ts';

const answer = (app: Express) => void app.all('/{*path}', (req, res) => void res.json({}));

beforeAll(() => {
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
  );
});
afterAll(() => propagation.disable());

describe.each<Mode>(['channels', 'middleware'])('ignored requests by %s', (mode) => {
  it('leave no span, no metric and no child spans', async () => {
    await using app = await serve(
      (each, { providers }) =>
        each.get('/{*path}', async (req, res) => {
          await withSpan('work', { providers }, async () => {
            await new Promise((resolve) => setTimeout(resolve, 1));
            res.end();
          });
        }),
      { mode },
    );

    await send(app.port, { path: '/healthz' });
    await send(app.port, { path: '/favicon.ico?v=2' });
    await send(app.port, { path: '/kept' });
    await app.serverSpans();

    expect(app.telemetry.spans().map((span) => span.name)).toEqual(['work', 'GET /{*path}']);
    expect(app.telemetry.metric('http.server.request.duration')?.points).toMatchObject([
      { count: 1 },
    ]);
  });

  it('are CORS preflights, but not other OPTIONS', async () => {
    await using app = await serve(answer, { mode });

    const headers = { origin: 'http://a', 'access-control-request-method': 'PUT' };
    await send(app.port, { method: 'OPTIONS', path: '/x', headers });
    await send(app.port, { method: 'OPTIONS', path: '/x' });
    await app.serverSpans();

    expect(app.telemetry.spans()).toHaveLength(1);
  });

  it('are those of your list, which may extend the default', async () => {
    const forgetful = /^\/internal\b/g;
    await using app = await serve(answer, {
      mode,
      ignore: [...defaultIgnore, forgetful, (request) => request.headers['x-probe'] === '1'],
    });

    for (const path of ['/health', '/internal/a', '/internal/b', '/kept']) {
      await send(app.port, { path });
    }
    await send(app.port, { path: '/probed', headers: { 'x-probe': '1' } });
    const spans = await app.serverSpans();

    expect(spans.map((span) => span.attributes['url.path'])).toEqual(['/kept']);
  });

  it('are none when a predicate throws, or returns anything but true', async () => {
    await using app = await serve(answer, {
      mode,
      ignore: [
        (async () => true) as unknown as () => boolean,
        () => {
          throw new Error('broken predicate');
        },
      ],
    });

    const reply = await send(app.port, { path: '/kept' });
    await app.serverSpans();

    expect(reply.status).toBe(200);
    expect(app.telemetry.said()).toEqual([expect.stringContaining('broken predicate')]);
  });
});

describe('attributes', () => {
  it('of the request are all there when the span starts, for a sampler to decide by', async () => {
    const seen: Attributes[] = [];
    const tracerProvider = new TracerProvider({
      sampler: {
        shouldSample: (_context, _traceId, _name, _kind, attributes) => {
          seen.push({ ...attributes });
          return { decision: SamplingDecision.NOT_RECORD };
        },
        toString: () => 'spy',
      },
    });
    await using telemetry = createTestTelemetry();
    await using app = await serve(answer, {
      providers: { ...telemetry.providers, tracerProvider },
      captureHeaders: { request: ['X-Site'] },
    });

    await send(app.port, {
      path: '/a/b?x=1&sig=abc',
      headers: { host: 'forecast.example:8080', 'user-agent': 'probe/1', 'x-site': 'north' },
    });

    expect(seen).toEqual([
      {
        'http.request.method': 'GET',
        'url.path': '/a/b',
        'url.query': 'x=1&sig=REDACTED',
        'url.scheme': 'http',
        'server.address': 'forecast.example',
        'server.port': 8080,
        'client.address': '127.0.0.1',
        'user_agent.original': 'probe/1',
        'http.request.header.x-site': ['north'],
      },
    ]);
    // Not sampled, but measured all the same.
    expect(telemetry.metric('http.server.request.duration')?.points).toHaveLength(1);
  });

  it('take the client, scheme and host of a trusted proxy', async () => {
    await using app = await serve(answer, { trustForwardedHeaders: true });

    await send(app.port, {
      path: '/old',
      headers: {
        'x-forwarded-for': '203.0.113.7, 10.0.0.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'api.example',
      },
    });
    await send(app.port, {
      path: '/new',
      headers: { forwarded: 'for="[2001:db8::1]:443";proto=https;host=api.example:8443' },
    });
    const spans = await app.serverSpans(2);

    expect(spans.map((span) => span.attributes)).toMatchObject([
      {
        'client.address': '203.0.113.7',
        'url.scheme': 'https',
        'server.address': 'api.example',
        'network.peer.address': '127.0.0.1',
      },
      { 'client.address': '2001:db8::1', 'server.address': 'api.example', 'server.port': 8443 },
    ]);
    expect(
      app.telemetry.metric('http.server.request.duration')?.points[0]?.attributes['url.scheme'],
    ).toBe('https');
  });

  it('do not believe a proxy that nobody trusts', async () => {
    await using app = await serve(answer);

    await send(app.port, { path: '/', headers: { 'x-forwarded-for': '203.0.113.7' } });
    const [span] = await app.serverSpans();

    expect(span?.attributes['client.address']).toBe('127.0.0.1');
  });

  it('carry headers on the allow-list, credentials masked', async () => {
    await using app = await serve(
      (each) =>
        each.get('/', (req, res) => {
          res.append('Set-Cookie', 'a=1').append('Set-Cookie', 'b=2').set('X-Cache', 'hit').end();
        }),
      {
        captureHeaders: {
          request: ['Authorization', 'X-Request-Id', 'X-Absent'],
          response: ['set-cookie', 'x-cache'],
        },
      },
    );

    await send(app.port, {
      path: '/',
      headers: { authorization: 'Bearer abc', 'x-request-id': '7', 'x-other': 'no' },
    });
    const [span] = await app.serverSpans();
    const captured = Object.entries(span?.attributes ?? {}).filter(([name]) =>
      name.includes('.header.'),
    );

    expect(Object.fromEntries(captured)).toEqual({
      'http.request.header.authorization': ['REDACTED'],
      'http.request.header.x-request-id': ['7'],
      'http.response.header.set-cookie': ['REDACTED', 'REDACTED'],
      'http.response.header.x-cache': ['hit'],
    });
  });

  it.each([
    'authorization',
    'cookie',
    'proxy-authorization',
    'set-cookie',
    'www-authenticate',
    'x-amz-security-token',
    'x-api-key',
    'x-auth-token',
    'x-csrf-token',
  ])('never carry the value of %s, in either direction', async (name) => {
    await using app = await serve(
      (each) => each.get('/', (req, res) => void res.setHeader(name, 'secret').end()),
      { captureHeaders: { request: [name.toUpperCase()], response: [name] } },
    );

    await send(app.port, { path: '/', headers: { [name]: 'secret' } });
    const [span] = await app.serverSpans();

    expect(span?.attributes).toMatchObject({
      [`http.request.header.${name}`]: ['REDACTED'],
      [`http.response.header.${name}`]: ['REDACTED'],
    });
    expect(JSON.stringify(span)).not.toContain('secret');
  });

  it('of your own come when the response is over', async () => {
    await using app = await serve(
      (each) =>
        each.get('/', (req, res) => {
          Object.assign(req, { user: { site: 'north' } });
          res.status(202).end();
        }),
      {
        userAttributes: (request, response) => ({
          'app.site': (request as Request & { user: { site: string } }).user.site,
          'app.accepted': response.statusCode === 202,
        }),
      },
    );

    await send(app.port, { path: '/' });
    const [span] = await app.serverSpans();

    expect(span?.attributes).toMatchObject({ 'app.site': 'north', 'app.accepted': true });
  });

  const wrongHooks: [what: string, cause: string, hook: () => unknown][] = [
    [
      'throws',
      'callback_failed',
      () => {
        throw new Error('at once');
      },
    ],
    ['returns a promise', 'callback_failed', () => Promise.reject(new Error('late'))],
    ['returns garbage', 'bad_attribute', () => 'garbage'],
    ['returns a bad value', 'bad_attribute', () => ({ good: 1, bad: { nested: true } })],
  ];

  it.each(wrongHooks)(
    'of your own cost only themselves when the hook %s',
    async (_what, cause, hook) => {
      await using app = await serve(answer, { userAttributes: hook as () => Attributes });

      const reply = await send(app.port, { path: '/' });
      const [span] = await app.serverSpans();

      expect(reply.status).toBe(200);
      expect(span?.attributes['http.response.status_code']).toBe(200);
      expect(app.telemetry.drops.counts()).toEqual([{ signal: 'traces', cause, count: 1 }]);
      expect(app.telemetry.said()).toEqual([expect.stringContaining('userAttributes')]);
    },
  );
});

describe('incoming trace context', () => {
  const headers = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    baggage: 'site=north',
  };
  const showBaggage = (app: Express) =>
    void app.get('/', (req, res): void => {
      res.json({ site: propagation.getActiveBaggage()?.getEntry('site')?.value ?? null });
    });

  it('is continued', async () => {
    await using app = await serve(showBaggage);

    const reply = await send(app.port, { path: '/', headers });
    const [span] = await app.serverSpans();

    expect(span).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
      parentIsRemote: true,
    });
    expect(JSON.parse(reply.body)).toEqual({ site: 'north' });
  });

  it.each([false, () => false])('is only linked when it is not trusted', async (trust) => {
    await using app = await serve(showBaggage, { trustTraceContext: trust });

    const reply = await send(app.port, { path: '/', headers });
    const [span] = await app.serverSpans();

    expect(span?.parentSpanId).toBeUndefined();
    expect(span?.links).toMatchObject([{ traceId: '0af7651916cd43dd8448eb211c80319c' }]);
    expect(JSON.parse(reply.body)).toEqual({ site: null });
  });

  it('starts a new trace when it is garbage', async () => {
    await using app = await serve(showBaggage);

    await send(app.port, { path: '/', headers: { traceparent: '00-zz-b7-01' } });
    const [span] = await app.serverSpans();

    expect(span?.parentSpanId).toBeUndefined();
    expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('wrong options', () => {
  const wrong = {
    ignore: ['/ok', 5],
    captureHeaders: { request: 'x-site' },
    middlewareSpans: 'yes',
    verbose: true,
  } as never;

  it.each([instrumentHttpServer, expressTelemetry])('are all listed at once', (start) => {
    expect(() => start(wrong)).toThrow(
      expect.objectContaining({
        code: 'options.invalid',
        problems: [
          expect.stringMatching(/^telemetry\/express: verbose is not an option\. Use ignore, /),
          expect.stringMatching(/ignore has 5\. Use a list of exact paths/),
          expect.stringMatching(/captureHeaders\.request is "x-site"\. Use a list/),
          expect.stringMatching(/middlewareSpans is "yes"\. Use a boolean/),
        ],
      }),
    );
  });
});
