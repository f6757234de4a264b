import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { TestMetric, TestSpan } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { send } from './send.ts';

interface Answer {
  readonly port: number;
  readonly spans: TestSpan[];
  readonly metrics: TestMetric[];
}

describe('expressTelemetry() beside the HTTP instrumentation of OpenTelemetry', () => {
  let child: ChildProcess;
  let port = 0;
  beforeAll(async () => {
    child = fork(fileURLToPath(new URL('children/beside-opentelemetry.cjs', import.meta.url)));
    [{ port }] = (await once(child, 'message')) as [Answer];
  });
  afterAll(async () => {
    child.disconnect();
    await once(child, 'exit');
  });

  const askFor = (count: number) =>
    vi.waitFor(async () => {
      const answered = once(child, 'message');
      child.send('telemetry');
      const [{ spans, metrics }] = (await answered) as [Answer];
      const server = spans.filter((span) => span.kind === 'server');
      if (server.length < count) throw new Error(`${server.length} of ${count}`);
      return { server, metrics };
    });

  it('leaves one span, of the other, with our route, error and attributes', async () => {
    await send(port, { path: '/users/42?q=1' });
    await send(port, { path: '/fails/7' });
    const { server, metrics } = await askFor(2);
    const durations = metrics.filter(({ name }) => name === 'http.server.request.duration');

    expect(
      server.map(({ name, scope, attributes, events }) => ({
        name,
        scope: scope.name,
        route: attributes['http.route'],
        site: attributes['app.site'],
        exceptions: events.map((event) => event.attributes['exception.type']),
      })),
    ).toEqual([
      {
        name: 'GET /users/:id',
        scope: '@opentelemetry/instrumentation-http',
        route: '/users/:id',
        site: 'north',
        exceptions: [],
      },
      {
        name: 'GET /fails/:id',
        scope: '@opentelemetry/instrumentation-http',
        route: '/fails/:id',
        site: 'north',
        exceptions: ['RangeError'],
      },
    ]);
    // Counted once, by the other.
    expect(durations.map(({ scope }) => scope.name)).toEqual([
      '@opentelemetry/instrumentation-http',
    ]);
  });
});
