import type { TestMetric, TestPoint } from '@fluxora/telemetry-testing';

/** The sum of a counter, or how many values a histogram holds. */
export function total(
  metric: TestMetric | undefined,
  isWanted: (point: TestPoint) => boolean = () => true,
): number {
  return (metric?.points ?? [])
    .filter(isWanted)
    .reduce((sum, { value, count }) => sum + (value ?? count ?? 0), 0);
}
