import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';

/** Metric data points in one export: the unit in which metrics are counted as exported or lost. */
export function countDataPoints(batch: ResourceMetrics): number {
  let count = 0;
  for (const scope of batch.scopeMetrics) {
    for (const metric of scope.metrics) count += metric.dataPoints.length;
  }
  return count;
}
