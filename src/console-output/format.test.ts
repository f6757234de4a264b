import { SpanKind } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { describe, expect, it } from 'vitest';
import { formatLogRecord } from './format-log-record.ts';
import { formatMetrics } from './format-metrics.ts';
import { formatSpan } from './format-span.ts';

const TEN_O_CLOCK: [number, number] = [Date.UTC(2026, 10, 22, 10) / 1_000, 5_000_000];

describe('formatSpan', () => {
  it('shows name, kind, duration, failure, attributes, ids, and the stack of an exception', () => {
    const exporter = new InMemorySpanExporter();
    const provider = new TracerProvider({
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    const span = provider.getTracer('t').startSpan('GET /forecast', {
      kind: SpanKind.SERVER,
      startTime: [TEN_O_CLOCK[0], 0],
      attributes: { 'http.route': '/forecast', note: 'two words', sites: ['a', 'b'] },
    });
    span.recordException({ name: 'Error', message: 'boom', stack: 'Error: boom\n  at here' });
    span.setStatus({ code: 2, message: 'boom' });
    span.end(TEN_O_CLOCK);
    const { traceId, spanId } = span.spanContext();

    expect(formatSpan(exporter.getFinishedSpans()[0] as never)).toBe(
      '10:00:00.005 span   GET /forecast (server, 5.0 ms) ERROR boom ' +
        'http.route=/forecast note="two words" sites=["a","b"] ' +
        `[trace ${traceId} span ${spanId}]\n    Error: boom\n      at here`,
    );
  });
});

describe('formatLogRecord', () => {
  it('shows level, event, text, attributes, ids, and the stack', () => {
    const record = {
      hrTime: TEN_O_CLOCK,
      severityText: 'ERROR',
      eventName: 'forecast.failed',
      body: 'no data',
      attributes: { site: 'DE-7', 'exception.stacktrace': 'Error: x\n  at y' },
      spanContext: { traceId: 't', spanId: 's', traceFlags: 1 },
    } as unknown as ReadableLogRecord;

    expect(formatLogRecord(record)).toBe(
      '10:00:00.005 ERROR  <forecast.failed> no data site=DE-7 [trace t span s]\n    Error: x\n      at y',
    );
  });
});

describe('formatMetrics', () => {
  it('shows one line per series, distributions summed up', () => {
    const point = { endTime: TEN_O_CLOCK, startTime: TEN_O_CLOCK };
    const batch = {
      scopeMetrics: [
        {
          metrics: [
            {
              descriptor: { name: 'jobs', unit: '{job}' },
              dataPoints: [{ ...point, value: 3, attributes: { queue: 'a' } }],
            },
            {
              descriptor: { name: 'duration', unit: 's' },
              dataPoints: [
                { ...point, value: { count: 2, sum: 3, min: 1, max: 2 }, attributes: {} },
              ],
            },
          ],
        },
      ],
    } as unknown as ResourceMetrics;

    expect(formatMetrics(batch)).toEqual([
      '10:00:00.005 metric jobs 3 {job} queue=a',
      '10:00:00.005 metric duration n=2 avg=1.5 min=1 max=2 s',
    ]);
  });
});
