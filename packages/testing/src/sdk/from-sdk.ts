import { SpanKind, SpanStatusCode, type SpanStatus } from '@opentelemetry/api';
import { hrTimeToMilliseconds, type InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type {
  TestLog,
  TestMetric,
  TestMetricKind,
  TestPoint,
  TestScope,
  TestSpan,
  TestSpanKind,
  TestSpanStatus,
} from '../signals/test-signals.ts';

const SPAN_KINDS: Record<SpanKind, TestSpanKind> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};

export function toTestSpan(span: ReadableSpan): TestSpan {
  const { traceId, spanId, traceState } = span.spanContext();
  const parent = span.parentSpanContext;
  const state = traceState?.serialize();
  return {
    name: span.name,
    kind: SPAN_KINDS[span.kind],
    attributes: { ...span.attributes },
    status: toTestStatus(span.status),
    events: span.events.map((event) => ({
      name: event.name,
      attributes: { ...event.attributes },
      timeMs: hrTimeToMilliseconds(event.time),
    })),
    links: span.links.map((link) => ({
      traceId: link.context.traceId,
      spanId: link.context.spanId,
      attributes: { ...link.attributes },
    })),
    traceId,
    spanId,
    ...(parent && { parentSpanId: parent.spanId, parentIsRemote: parent.isRemote ?? false }),
    ...(state && { traceState: state }),
    startTimeMs: hrTimeToMilliseconds(span.startTime),
    durationMs: hrTimeToMilliseconds(span.duration),
    dropped: {
      attributes: span.droppedAttributesCount,
      events: span.droppedEventsCount,
      links: span.droppedLinksCount,
    },
    scope: toTestScope(span.instrumentationScope),
    resource: { ...span.resource.attributes },
  };
}

export function toTestLog(record: ReadableLogRecord): TestLog {
  return {
    ...(record.body !== undefined && { body: record.body }),
    ...(record.severityText !== undefined && { severityText: record.severityText }),
    ...(record.severityNumber !== undefined && { severityNumber: record.severityNumber }),
    ...(record.eventName !== undefined && { eventName: record.eventName }),
    attributes: { ...record.attributes },
    ...(record.spanContext && {
      traceId: record.spanContext.traceId,
      spanId: record.spanContext.spanId,
    }),
    timeMs: hrTimeToMilliseconds(record.hrTime),
    droppedAttributes: record.droppedAttributesCount,
    scope: toTestScope(record.instrumentationScope),
    resource: { ...record.resource.attributes },
  };
}

export function toTestMetrics(
  scopeMetrics: readonly ScopeMetrics[],
  resource: Resource,
): TestMetric[] {
  return scopeMetrics.flatMap(({ scope, metrics }) =>
    metrics.map((metric) => toTestMetric(metric, scope, resource)),
  );
}

function toTestMetric(
  metric: MetricData,
  scope: InstrumentationScope,
  resource: Resource,
): TestMetric {
  const { name, unit, description } = metric.descriptor;
  const kind = toKind(metric);
  return {
    name,
    kind,
    unit,
    description,
    points: toPoints(metric),
    ...(kind !== 'gauge' && {
      temporality:
        metric.aggregationTemporality === AggregationTemporality.DELTA ? 'delta' : 'cumulative',
    }),
    scope: toTestScope(scope),
    resource: { ...resource.attributes },
  };
}

const KINDS: Record<DataPointType, TestMetricKind> = {
  [DataPointType.SUM]: 'counter',
  [DataPointType.GAUGE]: 'gauge',
  [DataPointType.HISTOGRAM]: 'histogram',
  [DataPointType.EXPONENTIAL_HISTOGRAM]: 'exponentialHistogram',
};

function toKind(metric: MetricData): TestMetricKind {
  const isUpDown = metric.dataPointType === DataPointType.SUM && !metric.isMonotonic;
  return isUpDown ? 'upDownCounter' : KINDS[metric.dataPointType];
}

function toPoints(metric: MetricData): TestPoint[] {
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    return metric.dataPoints.map(({ attributes, value }) => ({
      attributes: { ...attributes },
      ...statistics(value),
      buckets: { boundaries: [...value.buckets.boundaries], counts: [...value.buckets.counts] },
    }));
  }
  if (metric.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM) {
    return metric.dataPoints.map(({ attributes, value }) => ({
      attributes: { ...attributes },
      ...statistics(value),
    }));
  }
  return metric.dataPoints.map(({ attributes, value }) => ({
    attributes: { ...attributes },
    value,
  }));
}

function statistics(value: {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
}): Pick<TestPoint, 'count' | 'sum' | 'min' | 'max'> {
  return {
    count: value.count,
    ...(value.sum !== undefined && { sum: value.sum }),
    ...(value.min !== undefined && { min: value.min }),
    ...(value.max !== undefined && { max: value.max }),
  };
}

const STATUS_CODES: Record<SpanStatusCode, TestSpanStatus['code']> = {
  [SpanStatusCode.UNSET]: 'unset',
  [SpanStatusCode.OK]: 'ok',
  [SpanStatusCode.ERROR]: 'error',
};

function toTestStatus({ code, message }: SpanStatus): TestSpanStatus {
  return { code: STATUS_CODES[code], ...(message !== undefined && { message }) };
}

function toTestScope(scope: InstrumentationScope): TestScope {
  return {
    name: scope.name,
    version: scope.version ?? '',
    schemaUrl: scope.schemaUrl ?? '',
  };
}
