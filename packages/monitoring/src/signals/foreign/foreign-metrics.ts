import type { ForeignMetric, MetricShape } from '../signal-index.ts';

/** Name, kind, unit, and attributes separated by spaces. */
export type ForeignRow = readonly [
  name: string,
  kind: MetricShape,
  unit: string,
  attributes?: string,
];

/**
 * Metrics of one program.
 *
 * @param source - Who emits them.
 * @param shared - Attributes that all of them have.
 */
export function foreignMetrics(
  source: string,
  rows: readonly ForeignRow[],
  shared: readonly string[] = [],
): ForeignMetric[] {
  return rows.map(([name, kind, unit, attributes = '']) => ({
    name,
    kind,
    unit,
    attributes: [...attributes.split(' ').filter(Boolean), ...shared],
    source,
  }));
}

/** As {@link foreignMetrics}, for names that are Prometheus' already. Units stand in the names. */
export function prometheusNamed(
  source: string,
  rows: readonly (readonly [name: string, kind: MetricShape, labels?: string])[],
  shared: readonly string[] = ['job', 'instance'],
): ForeignMetric[] {
  return rows.map(([name, kind, labels = '']) => ({
    name,
    kind,
    unit: '',
    attributes: [...labels.split(' ').filter(Boolean), ...shared],
    source,
    isPrometheusName: true,
  }));
}
