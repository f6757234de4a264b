import { SeverityNumber, SpanKind } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { defineCatalog } from '@fluxora/telemetry-core';
import {
  assertConventions,
  conventionFindings,
  createTestTelemetry,
  type TestTelemetry,
} from '@fluxora/telemetry-testing';

const catalog = defineCatalog({
  name: '@fluxora/demo',
  version: '1.0.0',
  attributes: {
    'demo.outcome': { values: ['ok', 'failed'], description: 'How it ended.' },
    'demo.site': { type: 'string', maxValues: 2, description: 'Where.' },
    'demo.steps': { type: 'int', description: 'How many steps.' },
    'demo.header.*': { type: 'string[]', description: 'Headers.' },
  },
  signals: {
    duration: {
      name: 'demo.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Time taken.',
      stability: 'stable',
      requirement: 'required',
      buckets: [0.1, 1],
      attributes: { 'demo.outcome': 'required', 'demo.site': 'recommended' },
    },
    depth: {
      name: 'demo.queue.depth',
      kind: 'observableUpDownCounter',
      unit: '{job}',
      description: 'Jobs that wait.',
      stability: 'stable',
    },
    work: {
      name: 'demo.work',
      kind: 'span',
      spanKind: 'internal',
      description: 'The work.',
      stability: 'stable',
      requirement: 'required',
      attributes: { 'demo.steps': 'recommended', 'demo.header.*': 'opt_in' },
    },
    issued: {
      name: 'demo.issued',
      kind: 'event',
      severity: 'info',
      description: 'Issued.',
      stability: 'stable',
      requirement: 'required',
      attributes: { 'demo.site': 'required' },
    },
  },
});

const scopeOf = (t: TestTelemetry, version = '1.0.0') => ({
  meter: t.providers.meterProvider.getMeter('@fluxora/demo', version),
  tracer: t.providers.tracerProvider.getTracer('@fluxora/demo', version),
  logger: t.providers.loggerProvider.getLogger('@fluxora/demo', version),
});

const DURATION = {
  unit: 's',
  description: 'Time taken.',
  advice: { explicitBucketBoundaries: [0.1, 1] },
};

function emitAsDeclared(t: TestTelemetry): void {
  const { meter, tracer, logger } = scopeOf(t);
  const duration = meter.createHistogram('demo.duration', DURATION);
  duration.record(0.5, { 'demo.outcome': 'ok', 'demo.site': 'berlin' });
  duration.record(0.5, { 'otel.metric.overflow': true });
  meter
    .createObservableUpDownCounter('demo.queue.depth', {
      unit: '{job}',
      description: 'Jobs that wait.',
    })
    .addCallback((result) => result.observe(3));
  const attributes = { 'demo.steps': 3, 'demo.header.accept': ['*/*'] };
  tracer.startSpan('work on berlin', { attributes }).end();
  logger.emit({
    eventName: 'demo.issued',
    severityNumber: SeverityNumber.INFO2,
    attributes: { 'demo.site': 'berlin' },
  });
  logger.emit({ body: 'plain records are free', attributes: { anything: 1 } });
}

describe('assertConventions', () => {
  it('holds when everything emitted is declared and everything required was emitted', () => {
    using t = createTestTelemetry();
    emitAsDeclared(t);
    t.providers.meterProvider.getMeter('another').createCounter('free').add(1);

    expect(() => assertConventions(t, [catalog], { required: true })).not.toThrow();
  });

  it('sees metrics that were read already', () => {
    using t = createTestTelemetry();
    emitAsDeclared(t);
    t.metrics();

    expect(conventionFindings(t, [catalog], { required: true })).toEqual([]);
  });

  it('lists what is required and was not emitted, on request', () => {
    using t = createTestTelemetry();

    assertConventions(t, [catalog]);
    expect(conventionFindings(t, [catalog], { required: true })).toEqual([
      'histogram "demo.duration" of @fluxora/demo is required and was not emitted',
      'span "demo.work" of @fluxora/demo is required and was not emitted',
      'event "demo.issued" of @fluxora/demo is required and was not emitted',
    ]);
  });

  it('lists every finding in one error', () => {
    using t = createTestTelemetry();
    const { meter, tracer, logger } = scopeOf(t);
    meter.createCounter('demo.undeclared').add(1);
    tracer.startSpan('call', { kind: SpanKind.CLIENT }).end();
    logger.emit({ eventName: 'demo.revoked' });

    expect(() => assertConventions(t, [catalog])).toThrow(
      'telemetry/testing: what was emitted is not what @fluxora/demo declare.\n' +
        '  - metric "demo.undeclared" is not declared in @fluxora/demo\n' +
        '  - span "call" (client) is not declared in @fluxora/demo\n' +
        '  - event "demo.revoked" is not declared in @fluxora/demo',
    );
  });

  it('compares kind, unit, description and buckets', () => {
    using t = createTestTelemetry();
    const { meter } = scopeOf(t);
    meter
      .createHistogram('demo.duration', { unit: 'ms', advice: { explicitBucketBoundaries: [5] } })
      .record(1, { 'demo.outcome': 'ok' });
    meter
      .createCounter('demo.queue.depth', { unit: '{job}', description: 'Jobs that wait.' })
      .add(1);

    expect(conventionFindings(t, [catalog])).toEqual([
      'metric "demo.duration" has unit "ms", declared is "s"',
      'metric "demo.duration" has description "", declared is "Time taken."',
      'metric "demo.duration" has buckets [5], declared is [0.1,1]',
      'metric "demo.queue.depth" has kind "counter", declared is "upDownCounter"',
    ]);
  });

  it.each([
    [{ 'demo.site': 'x' }, 'lacks the required demo.outcome'],
    [{ 'demo.outcome': 'maybe' }, 'carries demo.outcome="maybe", not one of "ok", "failed"'],
    [{ 'demo.outcome': 'ok', 'demo.site': 7 }, 'carries demo.site=7, not of type string'],
    [{ 'demo.outcome': 'ok', other: 1 }, 'carries other=1, which it does not declare'],
    [{ 'demo.outcome': 'ok', 'demo.steps': 1 }, 'carries demo.steps=1, which it does not declare'],
  ])('looks at attributes: %j', (attributes, finding) => {
    using t = createTestTelemetry();
    scopeOf(t).meter.createHistogram('demo.duration', DURATION).record(1, attributes);

    expect(conventionFindings(t, [catalog])).toEqual([`metric "demo.duration" ${finding}`]);
  });

  it('counts the values of bounded attributes', () => {
    using t = createTestTelemetry();
    const duration = scopeOf(t).meter.createHistogram('demo.duration', DURATION);
    for (const site of ['a', 'b', 'c']) {
      duration.record(1, { 'demo.outcome': 'ok', 'demo.site': site });
    }

    expect(conventionFindings(t, [catalog])).toEqual([
      'metric "demo.duration" carries 3 values of demo.site, declared are at most 2',
    ]);
  });

  it('looks at the version of the scope and the severity of events', () => {
    using t = createTestTelemetry();
    scopeOf(t, '0.9.0').logger.emit({
      eventName: 'demo.issued',
      severityNumber: SeverityNumber.ERROR,
      attributes: { 'demo.site': 'x' },
    });

    expect(conventionFindings(t, [catalog])).toEqual([
      'scope @fluxora/demo has version "0.9.0", the catalog says "1.0.0"',
      'event "demo.issued" has severity "error", declared is "info"',
    ]);
  });
});
