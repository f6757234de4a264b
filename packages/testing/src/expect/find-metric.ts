import type { TestMetric, TestMetricKind, TestPoint } from '../signals/test-signals.ts';
import { metricsOf, type TelemetrySource } from '../signals/telemetry-source.ts';
import { asked, createComparison } from './comparison.ts';
import { search, type Search } from './finding.ts';
import {
  attributeDifferences,
  matches,
  show,
  type Expected,
  type ExpectedAttributes,
} from './match-value.ts';

/**
 * What a metric must be; whatever is left out may be anything. `attributes` chooses points, at least one must be left;
 * `value`, `count` and `sum` are totals over the chosen points (a gauge's `value` must be that of one of them).
 */
export interface MetricExpectation {
  readonly kind?: TestMetricKind;
  readonly unit?: string;
  readonly description?: Expected<string>;
  readonly attributes?: ExpectedAttributes;
  readonly resource?: ExpectedAttributes;
  /** Name of the instrumentation scope. */
  readonly scope?: Expected<string>;
  /** Number of chosen points, that is of series. */
  readonly series?: Expected<number>;
  readonly value?: Expected<number>;
  readonly count?: Expected<number>;
  readonly sum?: Expected<number>;
  readonly min?: Expected<number>;
  readonly max?: Expected<number>;
  /** Upper bounds of the buckets. */
  readonly boundaries?: readonly number[];
}

export function findMetric(
  source: TelemetrySource,
  name: string | RegExp,
  expected: MetricExpectation = {},
): Search<TestMetric> {
  const metrics = metricsOf(source);
  const candidates = metrics
    .filter((metric) => matches(metric.name, name))
    .map((metric) => ({ item: metric, differences: differences(metric, expected) }));
  const others = metrics.map((metric) => `metric ${show(metric.name)} (${metric.kind})`);
  return search(`metric ${show(name)}${asked(expected)}`, candidates, others);
}

function differences(metric: TestMetric, expected: MetricExpectation): string[] {
  const { found, compare, compareResource } = createComparison();
  compare('kind', metric.kind, expected.kind);
  compare('unit', metric.unit, expected.unit);
  compare('description', metric.description, expected.description);
  compare('scope', metric.scope.name, expected.scope);
  compareResource(metric.resource, expected.resource);

  const { attributes = {} } = expected;
  const points = metric.points.filter(
    (point) => attributeDifferences(point.attributes, attributes).length === 0,
  );
  if (points.length === 0) return [...found, noPoint(metric.points, attributes)];
  compare('number of series', points.length, expected.series);
  compare('count', total(points, 'count'), expected.count);
  compare('sum', total(points, 'sum'), expected.sum);
  compare('min', Math.min(...points.map((point) => point.min ?? Number.NaN)), expected.min);
  compare('max', Math.max(...points.map((point) => point.max ?? Number.NaN)), expected.max);
  compare('boundaries', points[0]?.buckets?.boundaries, expected.boundaries);
  const { value } = expected;
  if (metric.kind !== 'gauge') compare('value', total(points, 'value'), value);
  else if (value !== undefined && !points.some((point) => matches(point.value, value))) {
    compare('value', points.length === 1 ? points[0]?.value : points.map((p) => p.value), value);
  }
  return found;
}

function total(
  points: readonly TestPoint[],
  member: 'value' | 'count' | 'sum',
): number | undefined {
  const values = points.map((point) => point[member]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

function noPoint(points: readonly TestPoint[], attributes: ExpectedAttributes): string {
  const there = points.slice(0, 5).map((point) => show(point.attributes));
  const more = points.length > 5 ? ` and ${points.length - 5} more` : '';
  return `no point with ${show(attributes)}, there are: ${there.join(' ') || 'none'}${more}`;
}
