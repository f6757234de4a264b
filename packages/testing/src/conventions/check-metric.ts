import { isDeepStrictEqual } from 'node:util';
import type { Catalog, SignalDeclaration } from '@fluxora/telemetry-core';
import type { TestMetric, TestMetricKind } from '../signals/test-signals.ts';
import { attributeProblems, OVERFLOW } from './check-attributes.ts';

/** What is wrong with a metric, given its declaration. */
export function metricProblems(
  metric: TestMetric,
  declaration: SignalDeclaration,
  catalog: Catalog,
): string[] {
  if (declaration.kind === 'span' || declaration.kind === 'event') return [];
  const problems: string[] = [];
  const compare = (what: string, actual: unknown, declared: unknown): void => {
    if (isDeepStrictEqual(actual, declared)) return;
    problems.push(`has ${what} ${JSON.stringify(actual)}, declared is ${JSON.stringify(declared)}`);
  };
  compare('kind', generalKind(metric.kind), shapeOf(declaration.kind));
  compare('unit', metric.unit, declaration.unit);
  compare('description', metric.description, declaration.description);
  if (declaration.kind === 'histogram' && metric.kind === 'histogram') {
    for (const { buckets } of metric.points) {
      compare('buckets', buckets?.boundaries, declaration.buckets);
    }
  }
  for (const { attributes } of metric.points) {
    problems.push(...attributeProblems(attributes, declaration, catalog));
  }
  return [...problems, ...cardinalityProblems(metric, declaration.maxSeries ?? 2_000, catalog)];
}

/** What an instrument looks like from outside: whether it was observed does not show. */
function shapeOf(kind: string): string {
  const name = kind.replace(/^observable/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** An exponential histogram is another aggregation of the same instrument. */
function generalKind(kind: TestMetricKind): string {
  return kind === 'exponentialHistogram' ? 'histogram' : kind;
}

function cardinalityProblems(metric: TestMetric, maxSeries: number, catalog: Catalog): string[] {
  const problems: string[] = [];
  if (metric.points.length > maxSeries) {
    problems.push(`has ${metric.points.length} series, declared are at most ${maxSeries}`);
  }
  const points = metric.points.filter(({ attributes }) => attributes[OVERFLOW] !== true);
  for (const [name, declaration] of Object.entries(catalog.attributes)) {
    if (!('maxValues' in declaration) || declaration.maxValues === undefined) continue;
    const values = new Set(points.map(({ attributes }) => attributes[name]));
    values.delete(undefined);
    if (values.size > declaration.maxValues) {
      problems.push(
        `carries ${values.size} values of ${name}, declared are at most ${declaration.maxValues}`,
      );
    }
  }
  return problems;
}
