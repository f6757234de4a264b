import type { Attributes } from '@opentelemetry/api';
import type { TestMetric, TestMetricKind, TestPoint, TestScope } from '../signals/test-signals.ts';
import { scopeOf } from './from-otlp.ts';
import { fromKeyValues } from './otlp-attributes.ts';
import type { OtlpMessage } from './otlp-schema.ts';

const NO_RECORDED_VALUE = 1;
const TEMPORALITIES = [undefined, 'delta', 'cumulative'] as const;

/** The metrics of an export request, in the order sent. Points flagged as having no value are left out. */
export function metricsFromOtlp(request: OtlpMessage<'ExportMetricsServiceRequest'>): TestMetric[] {
  return (request.resourceMetrics ?? []).flatMap(({ resource, scopeMetrics }) => {
    const resourceAttributes = fromKeyValues(resource?.attributes);
    return (scopeMetrics ?? []).flatMap(({ scope, schemaUrl, metrics }) =>
      (metrics ?? []).map((metric) =>
        toTestMetric(metric, scopeOf(scope, schemaUrl), resourceAttributes),
      ),
    );
  });
}

function toTestMetric(
  metric: OtlpMessage<'Metric'>,
  scope: TestScope,
  resource: Attributes,
): TestMetric {
  const { kind, points, temporality } = dataOf(metric);
  return {
    name: metric.name ?? '',
    kind,
    unit: metric.unit ?? '',
    description: metric.description ?? '',
    points,
    ...(temporality && { temporality }),
    scope,
    resource,
  };
}

interface MetricData {
  readonly kind: TestMetricKind;
  readonly points: TestPoint[];
  readonly temporality: 'delta' | 'cumulative' | undefined;
}

function dataOf(metric: OtlpMessage<'Metric'>): MetricData {
  const { sum, gauge, histogram, exponentialHistogram, summary } = metric;
  if (sum) {
    return {
      kind: sum.isMonotonic ? 'counter' : 'upDownCounter',
      points: recorded(sum.dataPoints).map(numberPoint),
      temporality: TEMPORALITIES[sum.aggregationTemporality ?? 0],
    };
  }
  if (histogram) {
    return {
      kind: 'histogram',
      points: recorded(histogram.dataPoints).map(histogramPoint),
      temporality: TEMPORALITIES[histogram.aggregationTemporality ?? 0],
    };
  }
  if (exponentialHistogram) {
    return {
      kind: 'exponentialHistogram',
      points: recorded(exponentialHistogram.dataPoints).map(statisticsPoint),
      temporality: TEMPORALITIES[exponentialHistogram.aggregationTemporality ?? 0],
    };
  }
  if (summary) {
    return {
      kind: 'summary',
      points: recorded(summary.dataPoints).map(statisticsPoint),
      temporality: undefined,
    };
  }
  return {
    kind: 'gauge',
    points: recorded(gauge?.dataPoints).map(numberPoint),
    temporality: undefined,
  };
}

function recorded<Point extends { flags?: number }>(points: readonly Point[] = []): Point[] {
  return points.filter(({ flags = 0 }) => (flags & NO_RECORDED_VALUE) === 0);
}

function numberPoint(point: OtlpMessage<'NumberDataPoint'>): TestPoint {
  return {
    attributes: fromKeyValues(point.attributes),
    value: point.asInt === undefined ? (point.asDouble ?? 0) : Number(point.asInt),
  };
}

function histogramPoint(point: OtlpMessage<'HistogramDataPoint'>): TestPoint {
  return {
    ...statisticsPoint(point),
    buckets: {
      boundaries: point.explicitBounds ?? [],
      counts: (point.bucketCounts ?? []).map(Number),
    },
  };
}

function statisticsPoint(point: {
  attributes?: OtlpMessage<'KeyValue'>[];
  count?: bigint;
  sum?: number;
  min?: number;
  max?: number;
}): TestPoint {
  return {
    attributes: fromKeyValues(point.attributes),
    count: Number(point.count ?? 0n),
    ...(point.sum !== undefined && { sum: point.sum }),
    ...(point.min !== undefined && { min: point.min }),
    ...(point.max !== undefined && { max: point.max }),
  };
}
