import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import express4 from 'express4';
import express5 from 'express';
import {
  expressErrorTelemetry,
  expressTelemetry,
  instrumentHttpServer,
} from '@fluxora/telemetry-express';
import { createTestTelemetry, type TestSpan } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { send } from './send.ts';
import { buildTruthApp } from './truth-app.mjs';
import { truthTable, type TruthRow } from './truth-table.ts';

const telemetry = createTestTelemetry();
const { providers } = telemetry;

const generations = [
  { name: 'Express 5.3', express: express5, version: 5, knowsErrors: true, after: [] },
  { name: 'Express 4', express: express4, version: 4, knowsErrors: false, after: [] },
  {
    name: 'Express 4 with expressErrorTelemetry()',
    express: express4,
    version: 4,
    knowsErrors: true,
    after: [expressErrorTelemetry()],
  },
] as const;

describe.each(generations)('$name', ({ express, version, knowsErrors, after }) => {
  const rows = truthTable({ version, knowsErrors });

  describe('by channels', () => {
    let server: http.Server;
    let instrumentation: { disable(): void };
    beforeAll(async () => {
      instrumentation = instrumentHttpServer({ providers });
      server = await listen(buildTruthApp(express, { after, version }));
    });
    afterAll(async () => {
      instrumentation.disable();
      await close(server);
    });

    it.each(rows)('tells the truth about $title', async (row) => {
      expect(await observe(server, row)).toEqual(truthOf(row));
    });
  });

  describe('by middleware', () => {
    let server: http.Server;
    beforeAll(async () => {
      const before = [expressTelemetry({ providers })];
      server = await listen(buildTruthApp(express, { before, after, version }));
    });
    afterAll(() => close(server));

    it.each(rows)('tells the truth about $title', async (row) => {
      expect(await observe(server, row)).toEqual(truthOf(row));
    });
  });
});

/** What telemetry says about one request, in the form of {@link truthOf}. */
async function observe(server: http.Server, row: TruthRow): Promise<object> {
  telemetry.reset();
  await send((server.address() as AddressInfo).port, row.request);
  const span = await vi.waitFor(() => onlySpan(telemetry.spans()));
  const { attributes } = span;
  return {
    span: defined({
      kind: span.kind,
      name: span.name,
      route: attributes['http.route'],
      source: attributes['fluxora.http.route.source'],
      status: attributes['http.response.status_code'],
      errorType: attributes['error.type'],
      spanStatus: span.status.code,
      method: attributes['http.request.method'],
      methodOriginal: attributes['http.request.method_original'],
      stream: attributes['fluxora.http.server.stream.kind'],
    }),
    exceptions: span.events.map((event) => event.attributes['exception.type']),
    durations: pointsOf('http.server.request.duration'),
    streams: pointsOf('fluxora.http.server.stream.duration'),
  };
}

function truthOf(row: TruthRow): object {
  const { name, route, source, errorType, methodOriginal, stream, method = 'GET' } = row;
  const status = 'status' in row ? row.status : 200;
  const point = defined({
    'http.request.method': method,
    'url.scheme': 'http',
    'http.route': route,
    'error.type': errorType,
  });
  return {
    span: defined({
      kind: 'server',
      name,
      route,
      source,
      status,
      errorType,
      spanStatus: row.spanStatus ?? 'unset',
      method,
      methodOriginal,
      stream,
    }),
    exceptions: row.exceptions ?? [],
    durations: stream
      ? []
      : [
          defined({
            ...point,
            'http.response.status_code': status,
            'network.protocol.version': '1.1',
          }),
        ],
    streams: stream ? [{ ...point, 'fluxora.http.server.stream.kind': stream }] : [],
  };
}

/** The attributes of everything recorded once; measurements of one series count as one. */
function pointsOf(metric: string): object[] {
  return telemetry.metric(metric)?.points.map((point) => point.attributes) ?? [];
}

function onlySpan(spans: readonly TestSpan[]): TestSpan {
  const [span, ...others] = spans;
  if (!span || others.length > 0) throw new Error(`${spans.length} spans`);
  return span;
}

function defined(attributes: object): object {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

async function listen(app: http.RequestListener): Promise<http.Server> {
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function close(server: http.Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
