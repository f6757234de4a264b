import { SeverityNumber, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtoMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { startOtlpReceiver, type OtlpReceiver } from '@fluxora/telemetry-testing';

// The exporters' option is an enum of a package that is theirs alone.
const COMPRESSION = { none: 'none', gzip: 'gzip' } as unknown as Record<
  'none' | 'gzip',
  Compression
>;
type Compression = NonNullable<
  NonNullable<ConstructorParameters<typeof JsonTraces>[0]>['compression']
>;

const resource = resourceFromAttributes({ 'service.name': 'demo', 'service.instance.id': 'i-1' });

describe.each([
  ['protobuf', 'none'],
  ['protobuf', 'gzip'],
  ['json', 'none'],
  ['json', 'gzip'],
] as const)('startOtlpReceiver with the official exporters, %s %s', (format, compression) => {
  const settings = (receiver: OtlpReceiver, path: string) => ({
    url: receiver.url + path,
    compression: COMPRESSION[compression],
  });

  it('receives spans with everything in them', async () => {
    await using receiver = await startOtlpReceiver();
    const options = settings(receiver, '/v1/traces');
    const exporter = format === 'json' ? new JsonTraces(options) : new ProtoTraces(options);
    const provider = new TracerProvider({
      resource,
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });

    const linked = {
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
      traceFlags: TraceFlags.SAMPLED,
    };
    const span = provider.getTracer('scope', '1.2.3').startSpan('GET /x', {
      kind: SpanKind.SERVER,
      startTime: [1_700_000_000, 1_500_000],
      attributes: { text: 'ü', int: 3, double: 1.5, bool: true, list: ['a', 'b'] },
      links: [{ context: linked, attributes: { why: 'batch' } }],
    });
    span.addEvent('half', { n: 1 }, [1_700_000_000, 2_000_000]);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no' });
    span.end([1_700_000_001, 1_500_000]);
    await provider.shutdown();

    expect(receiver.spans()).toEqual([
      {
        name: 'GET /x',
        kind: 'server',
        attributes: { text: 'ü', int: 3, double: 1.5, bool: true, list: ['a', 'b'] },
        status: { code: 'error', message: 'no' },
        events: [{ name: 'half', attributes: { n: 1 }, timeMs: 1_700_000_000_002 }],
        links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: { why: 'batch' } }],
        traceId: span.spanContext().traceId,
        spanId: span.spanContext().spanId,
        startTimeMs: 1_700_000_000_001.5,
        durationMs: 1000,
        dropped: { attributes: 0, events: 0, links: 0 },
        scope: { name: 'scope', version: '1.2.3', schemaUrl: '' },
        resource: { 'service.name': 'demo', 'service.instance.id': 'i-1' },
      },
    ]);
    const [request] = receiver.requests();
    expect(request).toMatchObject({
      path: '/v1/traces',
      contentType: format === 'json' ? 'application/json' : 'application/x-protobuf',
      encoding: compression === 'gzip' ? 'gzip' : 'identity',
      status: 200,
      accepted: true,
      payload: { signal: 'traces', items: 1, violations: [] },
    });
    expect(receiver.bytes()).toBe(Number(request?.headers['content-length'] ?? request?.bytes));
  });

  it('receives metrics of every kind, cumulative ones as they stand', async () => {
    await using receiver = await startOtlpReceiver();
    const options = settings(receiver, '/v1/metrics');
    const exporter = format === 'json' ? new JsonMetrics(options) : new ProtoMetrics(options);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 });
    const provider = new MeterProvider({ resource, readers: [reader] });
    const meter = provider.getMeter('scope');

    const counter = meter.createCounter('jobs', { unit: '{job}', description: 'Jobs.' });
    counter.add(1, { kind: 'a' });
    await provider.forceFlush();
    counter.add(2, { kind: 'a' });
    meter.createUpDownCounter('open').add(-3);
    meter.createGauge('level').record(1.5);
    meter
      .createHistogram('wait', { unit: 's', advice: { explicitBucketBoundaries: [1, 10] } })
      .record(4);
    await provider.shutdown();

    expect(receiver.metrics()).toMatchObject([
      {
        name: 'jobs',
        kind: 'counter',
        unit: '{job}',
        description: 'Jobs.',
        temporality: 'cumulative',
        points: [{ attributes: { kind: 'a' }, value: 3 }],
      },
      { name: 'open', kind: 'upDownCounter', points: [{ value: -3 }] },
      { name: 'level', kind: 'gauge', points: [{ value: 1.5 }] },
      {
        name: 'wait',
        kind: 'histogram',
        points: [
          {
            count: 1,
            sum: 4,
            min: 4,
            max: 4,
            buckets: { boundaries: [1, 10], counts: [0, 1, 0] },
          },
        ],
      },
    ]);
    expect(receiver.requests().flatMap((each) => each.payload?.violations)).toEqual([]);
  });

  it('receives log records and events', async () => {
    await using receiver = await startOtlpReceiver();
    const options = settings(receiver, '/v1/logs');
    const exporter = format === 'json' ? new JsonLogs(options) : new ProtoLogs(options);
    const provider = new LoggerProvider({
      resource,
      processors: [new SimpleLogRecordProcessor({ exporter })],
    });

    provider.getLogger('scope').emit({
      eventName: 'issued',
      timestamp: [1_700_000_000, 0],
      severityNumber: SeverityNumber.INFO,
      severityText: 'INFO',
      body: { nested: ['x', null, 1] },
      attributes: { site: 'berlin' },
    });
    await provider.shutdown();

    expect(receiver.events()).toEqual([
      {
        eventName: 'issued',
        timeMs: 1_700_000_000_000,
        severityNumber: 9,
        severityText: 'INFO',
        body: { nested: ['x', null, 1] },
        attributes: { site: 'berlin' },
        droppedAttributes: 0,
        scope: { name: 'scope', version: '', schemaUrl: '' },
        resource: { 'service.name': 'demo', 'service.instance.id': 'i-1' },
      },
    ]);
    expect(receiver.resources()).toHaveLength(1);
  });
});
