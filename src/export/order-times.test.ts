import type { DataPoint, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { expect, it } from 'vitest';
import { orderTimes } from './order-times.ts';

type Times = Pick<DataPoint<number>, 'startTime' | 'endTime'>;

function ordered(point: Times): Times {
  const batch = { scopeMetrics: [{ metrics: [{ dataPoints: [point] }] }] };
  orderTimes(batch as unknown as ResourceMetrics);
  return point;
}

it.each<[string, Times['startTime'], Times['endTime']]>([
  ['by nanoseconds', [10, 500], [10, 400]],
  ['by seconds', [11, 0], [10, 999_999_999]],
])('a point that would begin after its end begins at its end, %s', (_, startTime, endTime) => {
  expect(ordered({ startTime, endTime })).toEqual({ startTime: endTime, endTime });
});

it.each<[Times['startTime'], Times['endTime']]>([
  [
    [9, 999],
    [10, 0],
  ],
  [
    [10, 0],
    [10, 0],
  ],
])('others stay as they are: from %o to %o', (startTime, endTime) => {
  expect(ordered({ startTime, endTime })).toEqual({ startTime, endTime });
});
