import { createTestTelemetry } from '@fluxora/telemetry-testing';
import {
  expressErrorTelemetry,
  expressTelemetry,
  instrumentHttpServer,
} from '@fluxora/telemetry-express';
import express5 from 'express';
import express4 from 'express4';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { send, type Reply } from '../express/send.ts';
import type { TruthRow } from '../express/truth-table.ts';
import { type HostView, observeApp, type ObservedApp } from './observed-app.ts';

const json = { 'content-type': 'application/json' };

const requests: [title: string, request: TruthRow['request']][] = [
  ['the root', { path: '/' }],
  ['parameters and query', { path: '/json/1?a=1&a=2' }],
  ['HEAD', { method: 'HEAD', path: '/json/1' }],
  ['OPTIONS', { method: 'OPTIONS', path: '/json/1' }],
  ['a JSON body', { method: 'POST', path: '/echo', headers: json, body: '{"a":1}' }],
  ['a malformed JSON body', { method: 'POST', path: '/echo', headers: json, body: '{' }],
  ['a body read by hand', { method: 'POST', path: '/raw', body: 'some text' }],
  ['a body that nobody reads', { method: 'POST', path: '/unread', body: 'some text' }],
  ['a conditional request', { path: '/etag', headers: { 'if-none-match': '"1"' } }],
  ['a redirect', { path: '/redirect' }],
  ['an empty answer', { path: '/empty' }],
  ['an answer in chunks', { path: '/chunks' }],
  ['trailers', { path: '/trailers' }],
  ['writeHead', { path: '/head-only' }],
  ['cookies', { path: '/cookies' }],
  ['an unknown path', { path: '/nowhere' }],
  ['an unknown path below a mount', { path: '/api/acme/nowhere' }],
  ['a mounted router', { path: '/api/acme/items/1' }],
  ['a malformed URL', { path: '/json/%E0%A4%A' }],
  ['an unknown method', { method: 'PURGE', path: '/' }],
  ['a thrown error', { path: '/throws' }],
  ['an error passed on', { path: '/passes-on' }],
  ['an error with a status', { path: '/teapot' }],
  ['thrown text', { path: '/throws-text' }],
  ['a client that leaves', { path: '/hangs', abort: 'before' }],
  ['a destroyed response', { path: '/destroys' }],
  [
    'trace context',
    { path: '/', headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } },
  ],
];

interface Seen {
  readonly reply: Reply;
  readonly view: HostView;
}

async function see(app: ObservedApp, request: TruthRow['request']): Promise<Seen> {
  const reply = await send(app.port, request);
  const view = await vi.waitFor(() => {
    const seen = app.view();
    if (!seen.events.some((event) => event.startsWith('response close'))) throw new Error('open');
    return seen;
  });
  return { reply: comparable(reply), view };
}

/** Without the date, and without the stack trace of Express's error page, which shows every function on the way. */
function comparable(reply: Reply): Reply {
  const { date: _date, ...headers } = reply.headers;
  const body = reply.body.replace(/(?:<br> &nbsp; &nbsp;at [^<]*)+/, '');
  const hasStack = body !== reply.body;
  return { ...reply, body, headers: hasStack ? { ...headers, 'content-length': '' } : headers };
}

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('%s does not notice', (_name, make) => {
  let bare: ObservedApp;
  beforeAll(async () => {
    bare = await observeApp(make);
  });
  afterAll(() => bare.close());

  describe('instrumentHttpServer()', () => {
    // Separate servers, each request first without and then with: channels belong to the process.
    it.each(requests)('at %s', async (_title, request) => {
      await using telemetry = createTestTelemetry();
      const without = await see(bare, request);
      const app = await observeApp(make);
      const instrumentation = instrumentHttpServer({
        providers: telemetry.providers,
        captureHeaders: { request: ['host'], response: ['content-type'] },
        userAttributes: () => ({ 'app.site': 'north' }),
      });
      const withIt = await see(app, request);
      await vi.waitFor(() => {
        if (telemetry.spans().length !== 1) throw new Error(`${telemetry.spans().length} spans`);
      });
      instrumentation.disable();
      await app.close();

      expect(withIt.reply).toEqual(without.reply);
      expect(withIt.view).toEqual(expectedOf(without.view, request));
    });
  });

  describe('expressTelemetry() and expressErrorTelemetry()', () => {
    it.each(requests)('at %s', async (_title, request) => {
      await using telemetry = createTestTelemetry();
      const without = await see(bare, request);
      const app = await observeApp(
        make,
        [expressTelemetry({ providers: telemetry.providers })],
        [expressErrorTelemetry()],
      );
      const withIt = await see(app, request);
      await app.close();

      expect(withIt.reply).toEqual(without.reply);
      expect(withIt.view).toEqual(without.view);
      expect(telemetry.spans()).toHaveLength(1);
    });
  });
});

/** A request with a body gets an own `emit`, not enumerable: the one thing that can be found by looking for it. */
function expectedOf(view: HostView, { body }: TruthRow['request']): HostView {
  if (body === undefined) return view;
  const { request = [], response = [] } = view.keys;
  return { ...view, keys: { request: [...request, 'emit'].toSorted(), response } };
}
