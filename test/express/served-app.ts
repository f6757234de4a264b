import http from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Express } from 'express';
import {
  expressTelemetry,
  type HttpServerOptions,
  instrumentHttpServer,
} from '@fluxora/telemetry-express';
import { createTestTelemetry, type TestSpan, type TestTelemetry } from '@fluxora/telemetry-testing';
import { vi } from 'vitest';

/** An app that is being served, and the telemetry of it. */
export interface ServedApp extends AsyncDisposable {
  readonly telemetry: TestTelemetry;
  readonly server: http.Server;
  readonly port: number;
  /** The spans of requests, once there are so many. */
  serverSpans(count?: number): Promise<TestSpan[]>;
}

export type Mode = 'channels' | 'middleware';

/** Serves an app of Express 5 on loopback, instrumented one way or the other. */
export async function serve(
  addRoutes: (app: Express, telemetry: TestTelemetry) => void,
  { mode = 'channels', ...options }: HttpServerOptions & { mode?: Mode } = {},
): Promise<ServedApp> {
  const telemetry = createTestTelemetry();
  const given = { providers: telemetry.providers, ...options };
  const app = express();
  app.set('env', 'test');
  const instrumentation = mode === 'channels' ? instrumentHttpServer(given) : undefined;
  if (mode === 'middleware') app.use(expressTelemetry(given));
  addRoutes(app, telemetry);
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    telemetry,
    server,
    port: (server.address() as AddressInfo).port,
    serverSpans: (count = 1) =>
      vi.waitFor(() => {
        const spans = telemetry.spans().filter((span) => span.kind === 'server');
        if (spans.length < count) throw new Error(`${spans.length} of ${count} spans`);
        return spans;
      }),
    async [Symbol.asyncDispose]() {
      instrumentation?.disable();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      await telemetry.dispose();
    },
  };
}
