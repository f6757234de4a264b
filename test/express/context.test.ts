import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { context, propagation, trace } from '@opentelemetry/api';
import {
  isTracingSuppressed,
  suppressTracing,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { expressTelemetry } from '@fluxora/telemetry-express';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import express, { type Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send, sendRaw } from './send.ts';
import { type Mode, serve } from './served-app.ts';

const TRACE_A = '0af7651916cd43dd8448eb211c80319c';
const TRACE_B = '1af7651916cd43dd8448eb211c80319c';
const parent = (traceId: string) => `00-${traceId}-b7ad6b7169203331-01`;

const activeTrace = () => trace.getSpanContext(context.active())?.traceId;

beforeAll(() => {
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
afterAll(() => propagation.disable());

/** Notes in which trace each of these things happens. */
function noteEverything(app: Express, seen: Map<string, string | undefined>) {
  const note = (what: string) => seen.set(what, activeTrace());
  app.post('/body', (req, res) => {
    note('handler');
    req.on('data', () => note('data'));
    req.on('close', () => note('request close'));
    req.on('end', () => {
      note('end');
      setTimeout(() => {
        note('timer');
        res.end('done');
      }, 1);
    });
    res.on('finish', () => note('finish'));
    res.on('close', () => note('response close'));
  });
  app.get('/hangs', (req, res) => {
    note('handler');
    req.on('close', () => note('request close'));
    res.on('close', () => note('response close'));
  });
}

describe.each<Mode>(['channels', 'middleware'])('context by %s', (mode) => {
  it('is there for the events of a body that comes in parts', async () => {
    const seen = new Map<string, string | undefined>();
    await using app = await serve((each) => noteEverything(each, seen), { mode });

    await sendRaw(
      app.port,
      `POST /body HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\ntraceparent: ${parent(TRACE_A)}\r\n\r\nabc`,
      'def',
    );
    await app.serverSpans();

    expect(Object.fromEntries(seen)).toEqual(
      Object.fromEntries(
        ['handler', 'data', 'end', 'timer', 'finish', 'request close', 'response close'].map(
          (what) => [what, TRACE_A],
        ),
      ),
    );
  });

  it('is separate for pipelined requests', async () => {
    const seen: (string | undefined)[] = [];
    await using app = await serve(
      (each) =>
        each.get('/:name', (req, res) => {
          setTimeout(() => {
            seen.push(activeTrace());
            res.end();
          }, 5);
        }),
      { mode },
    );
    const head = (path: string, id: string, connection: string) =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\ntraceparent: ${parent(id)}\r\n\r\n`;

    await sendRaw(app.port, head('/a', TRACE_A, 'keep-alive') + head('/b', TRACE_B, 'close'));

    expect(seen).toEqual([TRACE_A, TRACE_B]);
  });

  it('does not leak from one request of a connection into the next', async () => {
    await using app = await serve((each) => each.get('/', (req, res) => void res.end()), { mode });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const get = async (headers: http.OutgoingHttpHeaders) => {
      const outgoing = http.get({ port: app.port, agent, headers });
      const [response] = (await once(outgoing, 'response')) as [http.IncomingMessage];
      await once(response.resume(), 'end');
    };

    await get({ traceparent: parent(TRACE_A) });
    await get({});
    await get({ traceparent: parent(TRACE_B) });
    const spans = await app.serverSpans(3);
    agent.destroy();

    expect(spans.map((span) => [span.parentSpanId, span.traceId])).toEqual([
      ['b7ad6b7169203331', TRACE_A],
      [undefined, expect.not.stringMatching(TRACE_A)],
      ['b7ad6b7169203331', TRACE_B],
    ]);
  });

  it('keeps 200 concurrent requests apart across an await', async () => {
    await using app = await serve(
      (each) =>
        each.get('/:id', async (req, res) => {
          const before = activeTrace();
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
          res.json({ before, after: activeTrace() });
        }),
      { mode },
    );

    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, id) => send(app.port, { path: `/${id}` })),
    );
    const traces = replies.map((reply) => JSON.parse(reply.body) as Record<string, string>);

    expect(traces.every(({ before, after }) => before === after)).toBe(true);
    expect(new Set(traces.map(({ before }) => before)).size).toBe(200);
  });
});

describe('context by channels', () => {
  it('is there for listeners that hear of a client that left', async () => {
    const seen = new Map<string, string | undefined>();
    await using app = await serve((each) => noteEverything(each, seen));

    await send(app.port, { path: '/hangs', abort: 'before' });
    const [span] = await app.serverSpans();

    expect(seen.get('response close')).toBe(span?.traceId);
  });

  it('lets listeners of finish and close add to the span', async () => {
    await using app = await serve((each) =>
      each.get('/', (req, res) => {
        const span = trace.getActiveSpan();
        res.on('finish', () => span?.setAttribute('at.finish', true));
        res.end();
      }),
    );

    await send(app.port, { path: '/' });
    const [span] = await app.serverSpans();

    expect(span?.attributes['at.finish']).toBe(true);
  });
});

describe('context before Node 24', () => {
  let child: ChildProcess;
  let answer: { readonly port: number };
  beforeAll(async () => {
    // Until then AsyncLocalStorage stood on async_hooks, where a connection keeps what was entered on it.
    const program = fileURLToPath(new URL('children/context-leaks.mjs', import.meta.url));
    child = fork(program, { execArgv: ['--no-async-context-frame'] });
    [answer] = (await once(child, 'message')) as [typeof answer];
  });
  afterAll(async () => {
    child.disconnect();
    await once(child, 'exit');
  });

  it('does not leak from one request of a connection into the next, measured or ignored', async () => {
    const head = (path: string, connection = 'keep-alive') =>
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\n\r\n`;

    const received = await sendRaw(
      answer.port,
      head('/traced'),
      head('/health'),
      head('/traced', 'close'),
    );
    const traces = [...received.matchAll(/"trace":"(\w*)"/g)].map((match) => match[1]);

    expect(traces).toEqual([
      expect.stringMatching(/^[0-9a-f]{32}$/),
      'none',
      expect.stringMatching(/^[0-9a-f]{32}$/),
    ]);
    expect(traces[0]).not.toBe(traces[2]);
  });
});

describe('a suppressed context around the app', () => {
  it('starts no span and records no metric by middleware, and is still there for the handler', async () => {
    const telemetry = createTestTelemetry();
    const wasSuppressed: boolean[] = [];
    const app = express();
    app.use(expressTelemetry({ providers: telemetry.providers }));
    app.get('/', (req, res) => {
      wasSuppressed.push(isTracingSuppressed(context.active()));
      res.end();
    });
    let isSuppressing = true;
    const server = http
      .createServer((req, res) => {
        if (isSuppressing)
          context.with(suppressTracing(context.active()), app, undefined, req, res);
        else app(req, res);
      })
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    await send(port, { path: '/' });
    isSuppressing = false;
    await send(port, { path: '/' });
    await new Promise((resolve) => server.close(resolve));
    const spans = telemetry.spans();
    const durations = telemetry.metric('http.server.request.duration')?.points;
    await telemetry.dispose();

    expect(wasSuppressed).toEqual([true, false]);
    expect(spans).toHaveLength(1);
    expect(durations).toMatchObject([{ count: 1 }]);
  });
});
