import { once } from 'node:events';
import http from 'node:http';
import type { Express } from 'express';
import type { TestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, it } from 'vitest';
import { type Mode, serve } from './served-app.ts';

const pointsOf = (telemetry: TestTelemetry, name: string) => telemetry.metric(name)?.points ?? [];

describe.each<Mode>(['channels', 'middleware'])('streams by %s', (mode) => {
  describe.each([
    ['server_sent_events', 'text/event-stream; charset=utf-8'],
    ['multipart', 'multipart/x-mixed-replace; boundary=frame'],
  ])('a stream of kind %s', (kind, contentType) => {
    const attributes = {
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'fluxora.http.server.stream.kind': kind,
    };
    const addStream = (each: Express) =>
      each.get('/stream', (req, res) => {
        res.writeHead(200, { 'Content-Type': contentType });
        res.write('first');
      });

    it('stays out of the request duration and is counted while it is open', async () => {
      await using app = await serve(addStream, { mode });
      const { telemetry } = app;
      const outgoing = http.get({ port: app.port, path: '/stream' });
      await once(outgoing, 'response');

      const open = pointsOf(telemetry, 'fluxora.http.server.stream.active');
      outgoing.destroy();
      const [span] = await app.serverSpans();

      expect(open).toEqual([{ attributes, value: 1 }]);
      expect(pointsOf(telemetry, 'fluxora.http.server.stream.active')).toEqual([
        { attributes, value: -1 },
      ]);
      expect(pointsOf(telemetry, 'fluxora.http.server.stream.duration')).toMatchObject([
        { count: 1, attributes: { ...attributes, 'http.route': '/stream' } },
      ]);
      expect(pointsOf(telemetry, 'http.server.request.duration')).toEqual([]);
      expect(span?.attributes['fluxora.http.server.stream.kind']).toBe(kind);
    });

    it('has its series even when no collection saw it open', async () => {
      await using app = await serve(addStream, { mode });

      const outgoing = http.get({ port: app.port, path: '/stream' });
      await once(outgoing, 'response');
      outgoing.destroy();
      await app.serverSpans();

      expect(pointsOf(app.telemetry, 'fluxora.http.server.stream.active')).toEqual([
        { attributes, value: 0 },
      ]);
    });
  });
});
