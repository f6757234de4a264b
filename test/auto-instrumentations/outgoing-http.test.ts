import { startOtlpReceiver, type OtlpReceiver, type TestSpan } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runFixture, type FixtureRun } from './run-fixture.ts';

describe('outgoing HTTP', () => {
  let receiver: OtlpReceiver;
  let outcome: FixtureRun;
  beforeAll(async () => {
    receiver = await startOtlpReceiver();
    outcome = await runFixture(['outgoing.mjs'], { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  });
  afterAll(() => receiver.close());

  /** Those of the service's route, in the order in which they were sent. */
  function clientSpans(instrumentation: string): TestSpan[] {
    const request = receiver.spans().find(({ name }) => name === 'GET /forecast');
    return receiver
      .spans()
      .filter(({ kind, parentSpanId }) => kind === 'client' && parentSpanId === request?.spanId)
      .filter(({ scope }) => scope.name === `@opentelemetry/instrumentation-${instrumentation}`);
  }

  test('the program runs as before', () => {
    expect({ exitCode: outcome.exitCode, stderr: outcome.stderr }).toEqual({
      exitCode: 0,
      stderr: '',
    });
  });

  test.each([
    // The class of the error, where it is of little use; the code, where it is not.
    ['http', 'GET', 'Error'],
    ['undici', 'POST', 'ECONNREFUSED'],
  ])(
    'by %s is client spans of the request, by the conventions',
    (instrumentation, method, refused) => {
      const spans = clientSpans(instrumentation);
      expect(
        spans.map(({ name, attributes, status }) => [
          name,
          attributes['server.address'],
          attributes['http.response.status_code'],
          status.code,
        ]),
      ).toEqual([
        [method, '127.0.0.1', 200, 'unset'],
        [method, 'localhost', 200, 'unset'],
        [method, '127.0.0.1', 404, 'error'],
        [method, '127.0.0.1', undefined, 'error'],
      ]);
      expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual([
        undefined,
        undefined,
        '404',
        refused,
      ]);
      for (const { attributes } of spans) {
        expect(attributes).toMatchObject({
          'http.request.method': method,
          'server.port': expect.any(Number) as number,
          'url.full': expect.stringMatching(/^http:\/\//) as string,
        });
        expect(Object.keys(attributes)).not.toContain('http.method');
      }
    },
  );

  test('is in http.client.request.duration, in seconds, once each', () => {
    const metrics = receiver
      .metrics()
      .filter(({ name }) => name === 'http.client.request.duration');
    const counts = metrics.map(({ scope, unit, kind, points }) => [
      scope.name.replace('@opentelemetry/instrumentation-', ''),
      unit,
      kind,
      // The fixture asks its own route by fetch.
      points.reduce((sum, { count }) => sum + (count ?? 0), 0),
    ]);
    expect(counts).toHaveLength(2);
    expect(counts).toEqual(
      expect.arrayContaining([
        ['http', 's', 'histogram', 4],
        ['undici', 's', 'histogram', 5],
      ]),
    );
    for (const point of metrics.flatMap(({ points }) => points)) {
      expect(point.attributes).toMatchObject({
        'http.request.method': expect.stringMatching(/^(GET|POST)$/) as string,
        'server.address': expect.any(String) as string,
        'server.port': expect.any(Number) as number,
      });
      expect(point.sum).toBeLessThan(5);
      expect(Math.max(...(point.buckets?.boundaries ?? []))).toBe(10);
    }
  });

  test('takes the trace context to hosts on the list and to no other', () => {
    const { headers } = outcome.result;
    const carried = Object.entries(headers)
      .filter(([, each]) => 'traceparent' in each)
      .map(([path]) => path);
    expect(Object.keys(headers)).toHaveLength(6);
    expect(carried.toSorted()).toEqual([
      '/fetch-allowed',
      '/fetch-missing',
      '/http-allowed',
      '/http-missing',
    ]);
    const [sent] = clientSpans('http');
    expect(headers['/http-allowed']?.traceparent).toBe(`00-${sent?.traceId}-${sent?.spanId}-01`);
  });
});
