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
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { observationOf, onlySpan, truthOf } from './observation.ts';
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

async function observe(server: http.Server, row: TruthRow): Promise<object> {
  telemetry.reset();
  await send((server.address() as AddressInfo).port, row.request);
  const span = await vi.waitFor(() => onlySpan(telemetry.spans()));
  return observationOf(span, telemetry.totals());
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
