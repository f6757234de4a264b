import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { createGunzip } from 'node:zlib';
import compression from 'compression';
import express from 'express';
import { httpServerCatalog } from '@fluxora/telemetry-express';
import { assertConventions, type TestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, it, vi } from 'vitest';
import { send, sendRaw } from './send.ts';
import { type Mode, serve, type ServedApp } from './served-app.ts';

const pointsOf = (telemetry: TestTelemetry, name: string) => telemetry.metric(name)?.points ?? [];

const sumOf = (telemetry: TestTelemetry, name: string) =>
  pointsOf(telemetry, name).map(({ count, sum }) => ({ count, sum }));

describe.each<Mode>(['channels', 'middleware'])('metrics by %s', (mode) => {
  it('counts active requests by method and scheme, and comes back to zero', async () => {
    let release = () => {};
    await using app = await serve(
      (each) =>
        each.get('/slow', async (req, res) => {
          await new Promise<void>((resolve) => {
            release = resolve;
          });
          res.end();
        }),
      { mode },
    );
    const { telemetry } = app;

    const reply = send(app.port, { path: '/slow' });
    const during = await vi.waitFor(() => {
      const points = pointsOf(telemetry, 'http.server.active_requests');
      if (points.length === 0) throw new Error('not yet');
      return points;
    });
    release();
    await reply;
    await app.serverSpans();

    expect(during).toEqual([
      { attributes: { 'http.request.method': 'GET', 'url.scheme': 'http' }, value: 1 },
    ]);
    expect(activeRequests(app)).toBe(0);
  });

  it('measures the duration in seconds, in the buckets of the convention', async () => {
    await using app = await serve(
      (each) => each.get('/', (req, res) => void setTimeout(() => res.end(), 30)),
      { mode },
    );

    await send(app.port, { path: '/' });
    const [span] = await app.serverSpans();
    const [point] = pointsOf(app.telemetry, 'http.server.request.duration');

    expect(point?.buckets?.boundaries).toEqual([
      0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ]);
    expect(point?.sum).toBeGreaterThan(0.025);
    expect(point?.sum).toBeLessThan(5);
    // The span and the histogram tell the same duration.
    expect((point?.sum ?? 0) * 1_000).toBeCloseTo(span?.durationMs ?? 0, -1);
  });

  it('measures bodies whose length is declared, and only those', async () => {
    await using app = await serve(
      (each) => {
        each.use(express.text());
        each.post('/echo', (req, res) => void res.send(req.body));
        each.get('/empty', (req, res) => void res.status(204).end());
        each.get('/chunks', (req, res) => {
          res.write('first');
          res.end('second');
        });
      },
      { mode },
    );
    const { telemetry } = app;
    const headers = { 'content-type': 'text/plain' };

    await send(app.port, { method: 'POST', path: '/echo', headers, body: 'Grüße' });
    await app.serverSpans(1);
    const echoed = [
      sumOf(telemetry, 'http.server.request.body.size'),
      sumOf(telemetry, 'http.server.response.body.size'),
    ];
    await send(app.port, { path: '/empty' });
    await app.serverSpans(2);
    const empty = [
      sumOf(telemetry, 'http.server.request.body.size'),
      sumOf(telemetry, 'http.server.response.body.size'),
    ];
    await send(app.port, { path: '/chunks' });
    await app.serverSpans(3);
    const chunks = sumOf(telemetry, 'http.server.response.body.size');

    expect(echoed).toEqual([[{ count: 1, sum: 7 }], [{ count: 1, sum: 7 }]]);
    expect(empty).toEqual([[], [{ count: 1, sum: 0 }]]);
    expect(chunks).toEqual([]);
  });

  it('counts a request body that comes in chunks', async () => {
    await using app = await serve(
      (each) => {
        each.use(express.text());
        each.post('/echo', (req, res) => void res.send(req.body));
      },
      { mode },
    );

    await sendRaw(
      app.port,
      'POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n' +
        'Content-Type: text/plain\r\n\r\n3\r\nabc\r\n',
      '4\r\ndefg\r\n0\r\n\r\n',
    );
    await app.serverSpans();

    expect(sumOf(app.telemetry, 'http.server.request.body.size')).toEqual([{ count: 1, sum: 7 }]);
  });

  it.each([
    ['declared', 'Content-Length: 10\r\n\r\nabc'],
    ['chunked', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n'],
  ])(
    'says nothing about the size of a %s request body that was not read to its end',
    async (_, rest) => {
      await using app = await serve(
        (each) => each.post('/early', (req, res) => void req.once('data', () => res.end('enough'))),
        { mode },
      );

      const received = await sendRaw(
        app.port,
        `POST /early HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${rest}`,
      );
      await app.serverSpans();

      expect(received).toContain('enough');
      expect(pointsOf(app.telemetry, 'http.server.request.duration')).toHaveLength(1);
      expect(sumOf(app.telemetry, 'http.server.request.body.size')).toEqual([]);
    },
  );

  it('says nothing about the size of a body that was not sent completely', async () => {
    await using app = await serve(
      (each) => each.get('/cut', (req, res) => void res.set('Content-Length', '100').write('x')),
      { mode },
    );

    await send(app.port, { path: '/cut', abort: 'during' });
    await app.serverSpans();

    expect(sumOf(app.telemetry, 'http.server.response.body.size')).toEqual([]);
  });

  it('says nothing about the size of a body that is compressed on the way', async () => {
    await using app = await serve(
      (each) => {
        each.use(compression({ threshold: 0 }));
        each.get('/', (req, res) => void res.send('x'.repeat(10_000)));
      },
      { mode },
    );

    const outgoing = http.get({ port: app.port, headers: { 'accept-encoding': 'gzip' } });
    const [response] = (await once(outgoing, 'response')) as [http.IncomingMessage];
    const text = await response.pipe(createGunzip()).setEncoding('utf8').toArray();
    await app.serverSpans();

    expect(text.join('')).toHaveLength(10_000);
    expect(sumOf(app.telemetry, 'http.server.response.body.size')).toEqual([]);
  });

  it('emits what its catalog declares, and all that it requires', async () => {
    await using app = await serve(
      (each) => {
        each.use(express.json());
        each.get('/users/:id', (req, res) => void res.json({ id: req.params.id }));
        each.post('/users', (req, res) => void res.json(req.body));
        each.get('/fails', () => {
          throw new TypeError('fails');
        });
      },
      { mode, captureHeaders: { request: ['x-site'], response: ['content-type'] } },
    );

    await send(app.port, { path: '/users/1?q=1', headers: { 'x-site': 'a' } });
    await send(app.port, { path: '/fails' });
    await send(app.port, { path: '/nowhere' });
    await send(app.port, { method: 'PURGE', path: '/users/1' });
    await send(app.port, {
      method: 'POST',
      path: '/users',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    await app.serverSpans(5);

    assertConventions(app.telemetry, [httpServerCatalog], { required: true });
    expect(app.telemetry.drops.counts()).toEqual([]);
  });
});

describe('metrics by channels', () => {
  it('notices requests that are answered by Node itself', async () => {
    await using app = await serve((each) => each.get('/', (req, res) => void res.end()));

    const received = await sendRaw(app.port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n');
    await app.serverSpans();

    expect(received).toMatch(/^HTTP\/1.1 400/);
    expect(statusesOf(app)).toEqual([400]);
  });

  it('measures HTTP/1.0, and requests that wait for 100-continue', async () => {
    await using app = await serve((each) => {
      each.use(express.text());
      each.get('/old', (req, res) => void res.send('old'));
      each.post('/continued', (req, res) => void res.send(req.body));
    });

    await sendRaw(app.port, 'GET /old HTTP/1.0\r\n\r\n');
    await app.serverSpans(1);
    const old = pointsOf(app.telemetry, 'http.server.request.duration');
    const received = await sendRaw(
      app.port,
      'POST /continued HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n' +
        'Content-Type: text/plain\r\nContent-Length: 3\r\n\r\n',
      'abc',
    );
    await app.serverSpans(2);

    expect(old[0]?.attributes).toMatchObject({
      'http.route': '/old',
      'network.protocol.version': '1.0',
    });
    expect(received).toMatch(/100 Continue[^]*200 OK/);
    expect(statusesOf(app)).toEqual([200]);
  });

  it('closes what a lost connection leaves queued behind an open request', async () => {
    await using app = await serve((each) => each.get('/hangs', () => {}));
    const socket = net.connect(app.port, '127.0.0.1');
    const head = 'GET /hangs HTTP/1.1\r\nHost: x\r\n\r\n';
    socket.write(head + head + head);
    await vi.waitFor(() => {
      if (activeRequests(app) !== 3) throw new Error('not yet');
    });
    socket.destroy();

    const spans = await app.serverSpans(3);

    expect(spans.map((span) => span.attributes['error.type'])).toEqual(
      Array.from({ length: 3 }, () => 'client_disconnect'),
    );
    expect(activeRequests(app)).toBe(0);
  });
});

function statusesOf(app: ServedApp): unknown[] {
  return pointsOf(app.telemetry, 'http.server.request.duration').map(
    (point) => point.attributes['http.response.status_code'],
  );
}

function activeRequests({ telemetry }: ServedApp): number | undefined {
  const metric = telemetry.totals().find(({ name }) => name === 'http.server.active_requests');
  return metric?.points[0]?.value;
}
