import {
  assertConventions,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';
import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Meter,
  type Tracer,
} from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'vitest';
import type { InstrumentationSettings } from '../auto-instrumentations-option.ts';
import { databaseClientCatalog } from './catalog.ts';
import { measureDatabases } from './measure-databases.ts';

const POSTGRES = { 'db.system.name': 'postgresql', 'db.namespace': 'loads' };

/** What our own function does to an instrumentation of that name. */
function instrumentation(t: TestTelemetry, name: string, settings: InstrumentationSettings = {}) {
  let tracer: Tracer | undefined;
  let meter: Meter | undefined;
  const instrumentationName = `@opentelemetry/instrumentation-${name}`;
  measureDatabases(
    [
      {
        instrumentationName,
        getModuleDefinitions: () => [],
        setConfig() {},
        enable() {},
        disable() {},
        setTracerProvider: (provider) => (tracer = provider.getTracer(instrumentationName)),
        setMeterProvider: (provider) => (meter = provider.getMeter(instrumentationName)),
      },
    ],
    new Map([[instrumentationName, settings]]),
    t.providers,
  );
  return { tracer: tracer as Tracer, meter };
}

describe('measureDatabases', () => {
  test('takes values out of statements that come with the start or later, and out of the name', () => {
    const t = createTestTelemetry();
    const { tracer } = instrumentation(t, 'pg');
    tracer
      .startSpan("pg.query:VALUES('X')", { kind: SpanKind.CLIENT, attributes: POSTGRES })
      .setAttribute('db.query.text', "VALUES('x')")
      .end();
    tracer.startSpan("'x'", { attributes: { ...POSTGRES, 'db.query.text': "'x'" } }).end();
    expect(t.spans().map(({ name, kind, attributes }) => [name, kind, attributes])).toEqual([
      [
        'VALUES loads',
        'client',
        { ...POSTGRES, 'db.query.text': 'VALUES(?)', 'db.operation.name': 'VALUES' },
      ],
      ['query', 'internal', { ...POSTGRES, 'db.query.text': '?' }],
    ]);
    assertConventions(t, [databaseClientCatalog]);
    expect(t.metric('db.client.operation.duration')?.points.map((point) => point.count)).toEqual([
      1, 1,
    ]);
  });

  test('measures what is not sampled, once, and no connection that is opened', () => {
    const t = createTestTelemetry();
    const tracerProvider = new TracerProvider({
      sampler: {
        shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }),
        toString: () => 'none',
      },
    });
    const providers = { ...t.providers, tracerProvider };
    const { tracer } = instrumentation({ ...t, providers }, 'pg');
    const span = tracer.startSpan('pg.query', { attributes: POSTGRES });
    span.setAttribute('db.query.text', 'SELECT 1');
    expect(span.isRecording()).toBe(false);
    span.end();
    span.end();
    tracer.startSpan('pg.connect', { attributes: POSTGRES }).end();
    expect(t.metric('db.client.operation.duration')?.points).toMatchObject([
      { count: 1, attributes: { ...POSTGRES, 'db.operation.name': 'SELECT' } },
    ]);
  });

  test("measures nothing while tracing is suppressed: health checks and exports are nobody's operations", () => {
    const t = createTestTelemetry();
    const { tracer } = instrumentation(t, 'redis');
    context.with(suppressTracing(context.active()), () => {
      tracer
        .startSpan('redis-PING', {
          attributes: { 'db.system.name': 'redis', 'db.operation.name': 'PING' },
        })
        .end();
    });
    expect([t.spans(), t.metrics()]).toEqual([[], []]);
  });

  test('tells errors by code or class and never in their words', () => {
    const t = createTestTelemetry();
    const { tracer } = instrumentation(t, 'redis');
    const fail = (system: string, error: unknown) => {
      const span = tracer.startSpan('x', {
        attributes: { 'db.system.name': system, 'db.operation.name': 'GET' },
      });
      if (error !== undefined) span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'hunter2' }).end();
    };
    fail('redis', new Error('NOAUTH Authentication required: hunter2'));
    fail('redis', new RangeError('hunter2'));
    fail('postgresql', "PostgreSQL error of type 'error' occurred (code: 23505)");
    fail('postgresql', "PostgreSQL error of type 'Error' occurred (code: ECONNRESET)");
    fail('postgresql', "PostgreSQL error of type 'Error' occurred (code: UNKNOWN)");
    fail('mysql', undefined);
    expect(
      t
        .spans()
        .map(({ status, attributes }) => [
          status.message,
          attributes['error.type'],
          attributes['db.response.status_code'],
        ]),
    ).toEqual([
      ['NOAUTH', 'NOAUTH', 'NOAUTH'],
      ['RangeError', 'RangeError', undefined],
      ['23505', '23505', '23505'],
      ['ECONNRESET', 'ECONNRESET', undefined],
      ['_OTHER', '_OTHER', undefined],
      ['_OTHER', '_OTHER', undefined],
    ]);
    const measured = t
      .metric('db.client.operation.duration')
      ?.points.map(({ attributes }) => attributes['db.response.status_code']);
    expect(measured).toEqual(['NOAUTH', undefined, '23505', undefined, undefined, undefined]);
    expect(JSON.stringify([t.spans(), t.totals()])).not.toContain('hunter2');
    assertConventions(t, [databaseClientCatalog]);
  });

  test.each([
    ['pg', { enhancedDatabaseReporting: true }],
    ['mysql2', { maskStatement: false }],
  ])('keeps values of %s where they are asked for: %j', (name, settings) => {
    const t = createTestTelemetry();
    const { tracer } = instrumentation(t, name, settings);
    const span = tracer.startSpan('x', {
      attributes: { ...POSTGRES, 'db.query.text': "SELECT 'x'" },
    });
    span.recordException(new Error('no such x'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no such x' }).end();
    expect(t.spans()[0]).toMatchObject({
      attributes: { 'db.query.text': "SELECT 'x'" },
      status: { message: 'no such x' },
    });
  });

  test('is a span like any other to hooks and to children', () => {
    const t = createTestTelemetry();
    const { tracer } = instrumentation(t, 'pg');
    const linked = { context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 } };
    tracer.startActiveSpan('outer', { attributes: { a: 1 } }, (outer) => {
      expect(trace.getActiveSpan()).toBe(outer);
      outer.addEvent('hooked', { b: 2 }).addLink(linked).addLinks([]).setAttributes({ c: 3 });
      outer.updateName('renamed').setStatus({ code: SpanStatusCode.OK });
      tracer.startActiveSpan('inner', (inner) => inner.end());
      outer.end();
    });
    const [inner, outer] = t.spans();
    expect(inner?.parentSpanId).toBe(outer?.spanId);
    expect(outer).toMatchObject({
      name: 'renamed',
      attributes: { a: 1, c: 3 },
      events: [{ name: 'hooked' }],
      status: { code: 'ok' },
    });
    expect(outer?.links).toHaveLength(1);
  });

  test('measures drivers and not what sits on them, and leaves other instrumentations alone', () => {
    const t = createTestTelemetry();
    const { tracer } = instrumentation(t, 'knex');
    tracer.startSpan('x', { attributes: { ...POSTGRES, 'db.query.text': "SELECT 'x'" } }).end();
    expect(t.spans()[0]?.attributes['db.query.text']).toBe('SELECT ?');
    expect(t.metrics()).toEqual([]);
    expect(instrumentation(t, 'undici')).toEqual({ tracer: undefined, meter: undefined });
  });

  test('silences pool metrics that are wrong', () => {
    const t = createTestTelemetry();
    const { meter } = instrumentation(t, 'pg');
    meter?.createUpDownCounter('db.client.connection.max').add(10);
    meter?.createHistogram('db.client.operation.duration').record(1);
    meter?.createObservableGauge('x').addCallback((result) => result.observe(1));
    expect(t.metrics()).toEqual([]);
    expect(instrumentation(t, 'redis').meter).toBeUndefined();
  });
});
