import { AssertionError } from 'node:assert';
import { SeverityNumber, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import {
  assertLog,
  assertMetric,
  assertNoErrors,
  assertSpan,
  createTestTelemetry,
  telemetryMatchers,
  type TelemetryMatchers,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void>, T> extends TelemetryMatchers<R> {}
}

expect.extend(telemetryMatchers);

/** One failed request with a child, two metrics, a log record and an event. */
function request(): TestTelemetry {
  const t = createTestTelemetry();
  const tracer = t.providers.tracerProvider.getTracer('http');
  const meter = t.providers.meterProvider.getMeter('http');
  const logger = t.providers.loggerProvider.getLogger('http');
  const attributes = { 'http.request.method': 'GET', 'http.route': '/mw' };
  tracer.startActiveSpan('GET /mw', { kind: SpanKind.SERVER, attributes }, (span) => {
    tracer.startSpan('db').end();
    logger.emit({
      body: 'forecast issued',
      severityNumber: SeverityNumber.INFO,
      attributes: { site: 'berlin' },
    });
    span.recordException(new TypeError('no weights'));
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no weights' }).end();
  });
  logger.emit({ eventName: 'forecast.issued', severityNumber: SeverityNumber.ERROR });
  const duration = meter.createHistogram('duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: [0.1, 1] },
  });
  duration.record(0.05, attributes);
  duration.record(0.2, { ...attributes, 'http.request.method': 'POST' });
  meter.createGauge('level').record(3);
  return t;
}

/** The message with which `assertion` fails. */
function failure(assertion: () => unknown): string {
  try {
    assertion();
  } catch (error) {
    if (error instanceof AssertionError) return error.message;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('toHaveSpan', () => {
  it('looks at what is named and at nothing else', () => {
    using t = request();

    expect(t).toHaveSpan('GET /mw', {
      kind: 'server',
      status: 'error',
      statusMessage: /weights/,
      scope: 'http',
      parent: null,
      attributes: { 'http.route': '/mw', 'error.type': undefined },
      resource: { 'service.name': 'test' },
      events: [{ name: 'exception', attributes: { 'exception.type': 'TypeError' } }],
    });
    expect(t).toHaveSpan('db', { parent: 'GET /mw', durationMs: expect.any(Number) });
    expect(t).not.toHaveSpan('db', { parent: null });
    expect(t).not.toHaveSpan(/POST/);
  });

  it('shows what differs in the spans of that name', () => {
    using t = request();

    expect(
      failure(() =>
        assertSpan(t, 'GET /mw', { kind: 'client', attributes: { 'http.route': '/forecast' } }),
      ),
    ).toBe(
      'telemetry/testing: span "GET /mw" with kind "client", attributes {"http.route":"/forecast"} is not there. ' +
        'There is one of that name, but:\n' +
        '  - kind is "server", expected "client"; http.route is "/mw", expected "/forecast"',
    );
    expect(failure(() => assertSpan(t, 'db', { links: [{ spanId: 'x' }] }))).toContain(
      'no link to',
    );
    expect(failure(() => assertSpan(t, 'GET /mw', { events: [{ name: 'retry' }] }))).toContain(
      'no span event "retry", there are: "exception"',
    );
  });

  it('shows what there is when nothing has that name', () => {
    using t = request();
    using empty = createTestTelemetry();

    expect(failure(() => assertSpan(t, 'GET /x'))).toBe(
      'telemetry/testing: span "GET /x" is not there. There is instead:\n  - span "db" (internal)\n  - span "GET /mw" (server)',
    );
    expect(failure(() => assertSpan(empty, 'GET /x'))).toBe(
      'telemetry/testing: span "GET /x" is not there. There is nothing at all.',
    );
  });
});

describe('toHaveMetric', () => {
  it('adds up the points that have the attributes, and reads nothing', () => {
    using t = request();

    for (let turn = 0; turn < 2; turn += 1) {
      expect(t).toHaveMetric('duration', {
        kind: 'histogram',
        unit: 's',
        attributes: { 'http.route': '/mw' },
        series: 2,
        count: 2,
        sum: 0.25,
        min: 0.05,
        max: 0.2,
        boundaries: [0.1, 1],
      });
    }
    expect(t).toHaveMetric('duration', { attributes: { 'http.request.method': 'GET' }, count: 1 });
    expect(t).toHaveMetric('level', { kind: 'gauge', value: 3 });
    expect(t).not.toHaveMetric('level', { value: 4 });
    expect(assertMetric(t, 'level').points).toHaveLength(1);
    expect(t.metrics()).toHaveLength(2);
  });

  it('shows which points there are', () => {
    using t = request();

    expect(failure(() => assertMetric(t, 'duration', { attributes: { site: 'x' } }))).toContain(
      'no point with {"site":"x"}, there are: {"http.request.method":"GET","http.route":"/mw"} {',
    );
    expect(failure(() => assertMetric(t, 'duration', { count: 3 }))).toContain(
      'count is 2, expected 3',
    );
  });
});

describe('toHaveLog and toHaveEvent', () => {
  it('find records by message, level, attributes and the span around them', () => {
    using t = request();

    expect(t).toHaveLog({
      body: /issued/,
      level: 'info',
      eventName: null,
      attributes: { site: 'berlin' },
      span: 'GET /mw',
    });
    expect(t).toHaveEvent('forecast.issued', { span: null });
    expect(t).not.toHaveEvent('forecast.revoked');
    expect(assertLog(t, { level: 'error' }).eventName).toBe('forecast.issued');
  });

  it('show what differs', () => {
    using t = request();

    expect(failure(() => assertLog(t, { body: 'forecast issued', level: 'warn' }))).toContain(
      'level is "info", expected "warn"',
    );
  });
});

describe('toHaveNoErrors', () => {
  it('lists failed spans, error records and losses', () => {
    using t = request();
    t.drops.record('metrics', 'nan', 2);

    expect(failure(() => assertNoErrors(t))).toBe(
      'telemetry/testing: there are errors.\n' +
        '  - span "GET /mw" failed: "no weights"\n' +
        '  - ERROR was logged: "forecast.issued"\n' +
        '  - 2 metrics were dropped or trimmed: nan',
    );
    expect(t).not.toHaveNoErrors();
  });

  it('holds for telemetry without any', () => {
    using t = createTestTelemetry();

    expect(t).toHaveNoErrors();
    expect({ spans: [] }).toHaveNoErrors();
    assertNoErrors(t);
  });
});
