import type { DataPoint, ResourceMetrics } from '@opentelemetry/sdk-metrics';

/**
 * Lets no point begin after its end, which OTLP forbids. The SDK notes the time of a collection before it asks the observables; a
 * counter that is used for the first time while one of those is waited for, a health check for example, begins later than that.
 */
export function orderTimes(batch: ResourceMetrics): void {
  for (const { metrics } of batch.scopeMetrics) {
    for (const { dataPoints } of metrics) {
      for (const point of dataPoints as { startTime: HrTime; endTime: HrTime }[]) {
        if (isAfter(point.startTime, point.endTime)) point.startTime = point.endTime;
      }
    }
  }
}

type HrTime = DataPoint<unknown>['startTime'];

function isAfter([seconds, nanos]: HrTime, [otherSeconds, otherNanos]: HrTime): boolean {
  return seconds > otherSeconds || (seconds === otherSeconds && nanos > otherNanos);
}
