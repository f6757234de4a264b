import { attributesKey } from './attributes-key.ts';
import type { TestBuckets, TestMetric, TestPoint } from './test-signals.ts';

interface Entry {
  readonly metric: TestMetric;
  readonly points: Map<string, TestPoint>;
}

/**
 * Adds metric points up: deltas are summed, gauges and cumulative points replaced by the latest. Metrics are told apart by
 * resource, scope, name, kind and unit, so a conflict of two declarations stays visible as two metrics.
 */
export class MetricTotals {
  readonly #entries = new Map<string, Entry>();

  add(metrics: readonly TestMetric[]): void {
    for (const metric of metrics) {
      const entry = this.#entry(metric);
      const isDelta = metric.temporality === 'delta';
      for (const point of metric.points) {
        const key = attributesKey(point.attributes);
        const before = entry.points.get(key);
        entry.points.set(key, before && isDelta ? addPoints(before, point) : point);
      }
    }
  }

  /** Everything added so far, in order of first appearance. */
  list(): TestMetric[] {
    return Array.from(this.#entries.values(), ({ metric, points }) => ({
      ...metric,
      points: Array.from(points.values()),
    }));
  }

  /** Removes the metrics of this name, or all. */
  clear(name?: string): void {
    for (const [key, { metric }] of this.#entries) {
      if (name === undefined || metric.name === name) this.#entries.delete(key);
    }
  }

  #entry(metric: TestMetric): Entry {
    const { scope, name, kind, unit } = metric;
    const key = JSON.stringify([attributesKey(metric.resource), scope, name, kind, unit]);
    let entry = this.#entries.get(key);
    if (!entry) {
      entry = { metric, points: new Map() };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

function addPoints(a: TestPoint, b: TestPoint): TestPoint {
  if (a.value !== undefined && b.value !== undefined) return { ...b, value: a.value + b.value };
  const min = optionally(Math.min, a.min, b.min);
  const max = optionally(Math.max, a.max, b.max);
  const sum = optionally((x, y) => x + y, a.sum, b.sum);
  return {
    attributes: b.attributes,
    count: (a.count ?? 0) + (b.count ?? 0),
    ...(sum !== undefined && { sum }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(a.buckets && b.buckets && { buckets: addBuckets(a.buckets, b.buckets) }),
  };
}

function addBuckets(a: TestBuckets, b: TestBuckets): TestBuckets {
  return {
    boundaries: b.boundaries,
    counts: b.counts.map((count, index) => count + (a.counts[index] ?? 0)),
  };
}

function optionally(
  combine: (a: number, b: number) => number,
  a: number | undefined,
  b: number | undefined,
): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : combine(a, b);
}
