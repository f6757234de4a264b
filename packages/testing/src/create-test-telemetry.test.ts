import {
  context,
  createContextKey,
  logs,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SeverityNumber,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { describe, expect, it } from 'vitest';
import { createFakeClock, createTestTelemetry } from '@fluxora/telemetry-testing';

describe('createTestTelemetry', () => {
  it('shows an ended span at once, with its kind, status, events and parent', () => {
    using t = createTestTelemetry();
    const tracer = t.providers.tracerProvider.getTracer('demo', '1.0.0');

    tracer.startActiveSpan('parent', { kind: SpanKind.SERVER }, (parent) => {
      tracer.startActiveSpan('child', (child) => {
        child.recordException(new TypeError('no weights'));
        child.setStatus({ code: SpanStatusCode.ERROR, message: 'no weights' });
        child.end();
      });
      parent.setAttribute('http.route', '/forecast/:site').end();
    });

    const [child, parent] = t.spans();
    expect(parent).toMatchObject({
      name: 'parent',
      kind: 'server',
      status: { code: 'unset' },
      attributes: { 'http.route': '/forecast/:site' },
      scope: { name: 'demo', version: '1.0.0' },
      resource: { 'service.name': 'test' },
    });
    expect(parent).not.toHaveProperty('parentSpanId');
    expect(child).toMatchObject({
      traceId: parent?.traceId,
      parentSpanId: parent?.spanId,
      parentIsRemote: false,
      status: { code: 'error', message: 'no weights' },
      events: [{ name: 'exception', attributes: { 'exception.type': 'TypeError' } }],
    });
  });

  it('nests spans across await without being global', async () => {
    using t = createTestTelemetry();
    const tracer = t.providers.tracerProvider.getTracer('demo');

    await tracer.startActiveSpan('outer', async (outer) => {
      await Promise.resolve();
      tracer.startSpan('inner').end();
      outer.end();
    });

    const [inner, outer] = t.spans();
    expect(inner?.parentSpanId).toBe(outer?.spanId);
  });

  it('gives metrics as what was gained since the last read', () => {
    using t = createTestTelemetry();
    const meter = t.providers.meterProvider.getMeter('demo');
    const counter = meter.createCounter('jobs', { unit: '{job}', description: 'Jobs.' });

    counter.add(2, { kind: 'a' });
    expect(t.metrics()).toMatchObject([
      {
        name: 'jobs',
        kind: 'counter',
        unit: '{job}',
        description: 'Jobs.',
        temporality: 'delta',
        points: [{ attributes: { kind: 'a' }, value: 2 }],
      },
    ]);

    counter.add(3, { kind: 'a' });
    expect(t.metric('jobs')?.points).toEqual([{ attributes: { kind: 'a' }, value: 3 }]);
    expect(t.metric('jobs')).toBeUndefined();
    expect(t.metrics()).toEqual([]);
    expect(t.totals()).toMatchObject([{ points: [{ value: 5 }] }]);
  });

  it('reads one metric and leaves the others unread', () => {
    using t = createTestTelemetry();
    const meter = t.providers.meterProvider.getMeter('demo');
    meter.createCounter('a').add(1);
    meter.createHistogram('b', { advice: { explicitBucketBoundaries: [1, 10] } }).record(4);

    expect(t.metric('a')?.points).toEqual([{ attributes: {}, value: 1 }]);
    expect(t.metrics().map((metric) => metric.name)).toEqual(['b']);
  });

  it('shows log records with the ids of the active span, and events apart', () => {
    using t = createTestTelemetry();
    const logger = t.providers.loggerProvider.getLogger('demo');
    const tracer = t.providers.tracerProvider.getTracer('demo');

    tracer.startActiveSpan('work', (span) => {
      logger.emit({
        body: 'hello',
        severityNumber: SeverityNumber.INFO,
        severityText: 'INFO',
        attributes: { a: 1 },
      });
      span.end();
    });
    logger.emit({ eventName: 'forecast.issued' });

    const [span] = t.spans();
    expect(t.logs()).toHaveLength(2);
    expect(t.logs()[0]).toMatchObject({
      body: 'hello',
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      attributes: { a: 1 },
      traceId: span?.traceId,
      spanId: span?.spanId,
    });
    expect(t.events().map((event) => event.eventName)).toEqual(['forecast.issued']);
    expect(t.events()[0]).not.toHaveProperty('traceId');
  });

  it('keeps what is said and what is dropped to itself', () => {
    using a = createTestTelemetry();
    using b = createTestTelemetry();

    a.notices.once('key', 'telemetry/demo: said.');
    a.drops.record('metrics', 'nan');

    expect(a.said()).toEqual(['telemetry/demo: said.']);
    expect(a.drops.lost()).toBe(1);
    expect(b.said()).toEqual([]);
    expect(b.drops.lost()).toBe(0);
  });

  it('records nothing after dispose and keeps what it had readable', async () => {
    const t = createTestTelemetry();
    const tracer = t.providers.tracerProvider.getTracer('demo');
    const counter = t.providers.meterProvider.getMeter('demo').createCounter('jobs');
    tracer.startSpan('before').end();
    counter.add(1);

    await t.dispose();
    await t.dispose();
    tracer.startSpan('after').end();
    counter.add(1);

    expect(t.spans().map((span) => span.name)).toEqual(['before']);
    expect(t.metric('jobs')?.points).toEqual([{ attributes: {}, value: 1 }]);
  });

  it('forgets on reset while instruments keep working', () => {
    using t = createTestTelemetry();
    const counter = t.providers.meterProvider.getMeter('demo').createCounter('jobs');
    counter.add(1);
    t.providers.tracerProvider.getTracer('demo').startSpan('x').end();

    t.reset();
    counter.add(5);

    expect(t.spans()).toEqual([]);
    expect(t.totals()).toMatchObject([{ points: [{ value: 5 }] }]);
  });

  it('takes times from a fake clock', () => {
    const clock = createFakeClock(Date.UTC(2026, 0, 1));
    using t = createTestTelemetry({ clock });
    const tracer = t.providers.tracerProvider.getTracer('demo');

    const span = tracer.startSpan('work');
    clock.advance(100);
    span.addEvent('half-way');
    clock.advance(150);
    span.end();
    t.providers.loggerProvider.getLogger('demo').emit({ body: 'done' });

    expect(t.spans()[0]).toMatchObject({ startTimeMs: Date.UTC(2026, 0, 1), durationMs: 250 });
    expect(t.spans()[0]?.events[0]?.timeMs).toBe(Date.UTC(2026, 0, 1) + 100);
    expect(t.logs()[0]?.timeMs).toBe(Date.UTC(2026, 0, 1) + 250);
  });
});

describe('the context manager, of which a process has one', () => {
  const key = createContextKey('test');
  const isWorking = () =>
    context.with(ROOT_CONTEXT.setValue(key, 1), () => context.active()).getValue(key) === 1;

  it('is there while a test telemetry lives, and not longer', () => {
    const first = createTestTelemetry();
    const second = createTestTelemetry();

    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(isWorking()).toBe(true);
    second[Symbol.dispose]();
    expect(isWorking()).toBe(false);
  });

  it('stays the one that somebody else registered', () => {
    const theirs = new AsyncLocalStorageContextManager().enable();
    context.setGlobalContextManager(theirs);

    createTestTelemetry({ globals: true })[Symbol.dispose]();

    expect(isWorking()).toBe(true);
    context.disable();
  });
});

describe('createTestTelemetry({ globals: true })', () => {
  const tracerOfModuleTop = trace.getTracer('module-top');
  const loggerOfModuleTop = logs.getLogger('module-top');

  it.each(['first', 'second'])('serves code that only knows the globals, %s test too', (which) => {
    using t = createTestTelemetry({ globals: true });

    tracerOfModuleTop.startActiveSpan(which, (span) => {
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      expect(carrier['traceparent']).toContain(span.spanContext().traceId);
      span.end();
    });
    loggerOfModuleTop.emit({ body: which });
    metrics.getMeter('late').createCounter(which).add(1);

    expect(t.spans().map((span) => span.name)).toEqual([which]);
    expect(t.logs().map((log) => log.body)).toEqual([which]);
    expect(t.metrics().map((metric) => metric.name)).toEqual([which]);
  });

  it('lets module-top tracers and loggers go on to whoever registers afterwards', () => {
    createTestTelemetry({ globals: true })[Symbol.dispose]();
    using later = createTestTelemetry();

    tracerOfModuleTop.startSpan('to nobody').end();
    loggerOfModuleTop.emit({ body: 'to nobody' });
    trace.setGlobalTracerProvider(later.providers.tracerProvider);
    logs.setGlobalLoggerProvider(later.providers.loggerProvider);
    tracerOfModuleTop.startSpan('to the later one').end();
    loggerOfModuleTop.emit({ body: 'to the later one' });
    trace.disable();
    logs.disable();

    expect(later.spans().map((span) => span.name)).toEqual(['to the later one']);
    expect(later.logs().map((log) => log.body)).toEqual(['to the later one']);
  });

  it('serves the youngest of several, in whichever order they end', () => {
    const [first, second, third] = [1, 2, 3].map(() => createTestTelemetry({ globals: true }));
    const emit = (name: string) => tracerOfModuleTop.startSpan(name).end();

    emit('third');
    second?.[Symbol.dispose]();
    emit('third still');
    third?.[Symbol.dispose]();
    emit('first');
    first?.[Symbol.dispose]();
    emit('nobody');

    const names = [first, second, third].map((t) => t?.spans().map((span) => span.name));
    expect(names).toEqual([['first'], [], ['third', 'third still']]);
  });

  it('leaves nothing registered when nothing was', () => {
    createTestTelemetry({ globals: true })[Symbol.dispose]();

    const registry = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1')) as object;
    expect(Object.keys(registry)).toEqual(['version']);
  });

  it('puts back exactly what was registered', () => {
    using outer = createTestTelemetry();
    trace.setGlobalTracerProvider(outer.providers.tracerProvider);
    metrics.setGlobalMeterProvider(outer.providers.meterProvider);
    logs.setGlobalLoggerProvider(outer.providers.loggerProvider);
    const before = [
      trace.getTracerProvider(),
      metrics.getMeterProvider(),
      logs.getLoggerProvider(),
    ];

    const inner = createTestTelemetry({ globals: true });
    trace.getTracer('demo').startSpan('inner').end();
    inner[Symbol.dispose]();
    trace.getTracer('demo').startSpan('outer').end();

    expect(inner.spans().map((span) => span.name)).toEqual(['inner']);
    expect(outer.spans().map((span) => span.name)).toEqual(['outer']);
    const after = [trace.getTracerProvider(), metrics.getMeterProvider(), logs.getLoggerProvider()];
    expect(after.every((provider, index) => provider === before[index])).toBe(true);
    trace.disable();
    metrics.disable();
    logs.disable();
  });
});
