import { once } from 'node:events';
import type http from 'node:http';
import { trace } from '@opentelemetry/api';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { send, sendRaw } from './send.ts';
import { serve } from './served-app.ts';

describe('upgraded connections', () => {
  it('are streams: one span, counted while open, not among the request durations', async () => {
    await using app = await serve((each) => each.get('/', (req, res) => void res.end()));
    const { telemetry } = app;
    const sockets = new WebSocketServer({ server: app.server });
    let handshakeTrace: string | undefined;
    sockets.on('connection', (socket) => {
      handshakeTrace = trace.getActiveSpan()?.spanContext().traceId;
      socket.send('hello');
    });

    const client = new WebSocket(`ws://127.0.0.1:${app.port}/feed?token=secret`);
    const [message] = (await once(client, 'message')) as [Buffer];
    const open = telemetry.metric('fluxora.http.server.stream.active')?.points;
    client.close();
    const [span] = await app.serverSpans();

    const stream = {
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'fluxora.http.server.stream.kind': 'websocket',
    };
    expect(message.toString()).toBe('hello');
    expect(open).toEqual([{ attributes: stream, value: 1 }]);
    expect(span).toMatchObject({
      name: 'GET websocket',
      status: { code: 'unset' },
      attributes: { ...stream, 'url.path': '/feed', 'url.query': 'token=REDACTED' },
    });
    expect(handshakeTrace).toBe(span?.traceId);
    expect(telemetry.metric('fluxora.http.server.stream.duration')?.points).toMatchObject([
      { count: 1, attributes: stream },
    ]);
    expect(telemetry.metric('http.server.request.duration')).toBeUndefined();
    expect(telemetry.metric('http.server.active_requests')).toBeUndefined();
  });

  it('leave a server that does not upgrade as it is', async () => {
    await using app = await serve((each) => each.get('/', (req, res) => void res.end('plain')));

    const received = await sendRaw(
      app.port,
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await app.serverSpans();

    expect(received).toMatch(/^HTTP\/1.1 200[^]*plain/);
    expect(app.server.listenerCount('upgrade')).toBe(0);
  });

  it("are noticed beside the host's listeners only, whenever those come and go", async () => {
    await using app = await serve((each) => each.get('/', (req, res) => void res.end()));
    await send(app.port, { path: '/' });
    const counts = [app.server.listenerCount('upgrade')];
    const listener = () => {};

    app.server.on('upgrade', listener);
    counts.push(app.server.listenerCount('upgrade'));
    app.server.off('upgrade', listener);
    counts.push(app.server.listenerCount('upgrade'));
    app.server.on('upgrade', listener);
    app.server.removeAllListeners('upgrade');
    counts.push(app.server.listenerCount('upgrade'));

    expect(counts).toEqual([0, 2, 0, 0]);
  });

  it('may be ignored', async () => {
    await using app = await serve(() => {}, { ignore: ['/feed'] });
    const sockets = new WebSocketServer({ server: app.server });

    const client = new WebSocket(`ws://127.0.0.1:${app.port}/feed`);
    await once(client, 'open');
    client.close();
    await once(client, 'close');
    sockets.close();
    await vi.waitFor(async () => {
      if ((await connectionsOf(app.server)) > 0) throw new Error('still open');
    });

    expect(app.telemetry.spans()).toEqual([]);
    expect(app.telemetry.metrics()).toEqual([]);
  });
});

function connectionsOf(server: http.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
