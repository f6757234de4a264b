import type { TestBuckets } from '@fluxora/telemetry-testing';

/**
 * Estimates a quantile from a histogram, as Prometheus does: linearly within the bucket in which it falls. In the last bucket,
 * which has no upper bound, the answer is that bucket's lower bound; without values it is NaN.
 *
 * @param quantile - 0 to 1.
 */
export function bucketQuantile({ boundaries, counts }: TestBuckets, quantile: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return NaN;
  const rank = quantile * total;
  let below = 0;
  for (const [index, count] of counts.entries()) {
    if (below + count >= rank && count > 0) {
      const lower = index === 0 ? 0 : (boundaries[index - 1] ?? 0);
      const upper = boundaries[index];
      return upper === undefined ? lower : lower + (upper - lower) * ((rank - below) / count);
    }
    below += count;
  }
  return boundaries.at(-1) ?? NaN;
}

/** Adds up histograms that share their boundaries. */
export function addBuckets(all: readonly TestBuckets[]): TestBuckets {
  const boundaries = all[0]?.boundaries ?? [];
  const counts = Array.from({ length: boundaries.length + 1 }, (_, index) =>
    all.reduce((sum, buckets) => sum + (buckets.counts[index] ?? 0), 0),
  );
  return { boundaries, counts };
}
