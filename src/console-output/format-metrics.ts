import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { formatAttributes, formatTime } from './format-parts.ts';

/** One line per data point. */
export function formatMetrics(batch: ResourceMetrics): string[] {
  return batch.scopeMetrics.flatMap((scope) => scope.metrics.flatMap(formatMetric));
}

function formatMetric(metric: MetricData): string[] {
  const { name, unit } = metric.descriptor;
  return metric.dataPoints.map((point) =>
    [
      formatTime(point.endTime),
      'metric',
      name,
      `${formatPoint(point.value)}${unit && unit !== '1' ? ` ${unit}` : ''}`,
      formatAttributes(point.attributes),
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
}

interface Distribution {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
}

function formatPoint(value: number | Distribution): string {
  if (typeof value === 'number') return String(value);
  const { count, sum, min, max } = value;
  const average = sum !== undefined && count > 0 ? ` avg=${round(sum / count)}` : '';
  const range =
    min !== undefined && max !== undefined ? ` min=${round(min)} max=${round(max)}` : '';
  return `n=${count}${average}${range}`;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
