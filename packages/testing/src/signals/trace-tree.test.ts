import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { createFakeClock, createTestTelemetry } from '@fluxora/telemetry-testing';

it('draws nested spans with kind, duration, chosen attributes and error', () => {
  const clock = createFakeClock();
  using t = createTestTelemetry({ clock });
  const tracer = t.providers.tracerProvider.getTracer('demo');

  const attributes = { 'http.route': '/forecast/:site', 'http.response.status_code': 500 };
  tracer.startActiveSpan('GET /forecast/:site', { kind: SpanKind.SERVER, attributes }, (root) => {
    tracer.startActiveSpan('cache.get', (cache) => {
      clock.advance(1.5);
      tracer.startSpan('GET', { kind: SpanKind.CLIENT }).end();
      cache.setStatus({ code: SpanStatusCode.OK }).end();
    });
    tracer.startActiveSpan(
      'model.predict',
      { links: [{ context: root.spanContext() }] },
      (model) => {
        clock.advance(40);
        model.recordException(new TypeError('no weights'));
        model.setStatus({ code: SpanStatusCode.ERROR }).end();
      },
    );
    root.end();
  });
  tracer.startSpan('other trace').end();

  expect(t.tree({ attributes: ['http.route', 'http.response.status_code', 'absent'] })).toBe(
    [
      'GET /forecast/:site (server)  41.5 ms  http.route=/forecast/:site http.response.status_code=500',
      '├─ cache.get  1.5 ms  ok',
      '│  └─ GET (client)  0 ms',
      '└─ model.predict  40 ms  error: TypeError: no weights  links: 1',
      'other trace  0 ms',
    ].join('\n'),
  );
  expect(t.tree({ durations: false, attributes: true }).split('\n')[0]).toBe(
    'GET /forecast/:site (server)  http.response.status_code=500 http.route=/forecast/:site',
  );
});

it('marks spans whose parent is elsewhere', () => {
  using t = createTestTelemetry();
  const tracer = t.providers.tracerProvider.getTracer('demo');
  const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  const open = tracer.startSpan('still open');

  tracer
    .startSpan('served', {}, trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true }))
    .end();
  tracer.startSpan('early', {}, trace.setSpan(ROOT_CONTEXT, open)).end();

  expect(t.tree({ durations: false })).toBe('served  (remote parent)\nearly  (parent missing)');
});

it('is empty without spans', () => {
  using t = createTestTelemetry();

  expect(t.tree()).toBe('');
});
