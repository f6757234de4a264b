import { createSignalIndex } from '../../../../packages/monitoring/src/signals/create-signal-index.ts';
import { FOREIGN_METRICS } from '../../../../packages/monitoring/src/signals/foreign/index.ts';
import { OWN_CATALOGS } from '../../../../packages/monitoring/src/signals/own-catalogs.ts';
import type { MetricShape } from '../../../../packages/monitoring/src/signals/signal-index.ts';

/** A metric to emit one series of. */
export interface NamedMetric {
  readonly name: string;
  readonly kind: MetricShape;
  readonly unit: string;
  readonly attributes: readonly string[];
  readonly isPrometheusName: boolean;
}

/** On every series that the program emits, and on no other. */
export const MARK = 'naming.probe';

/** What catalogs refuse or nobody would write, but OpenTelemetry allows. */
const HOSTILE: readonly (readonly [name: string, kind: MetricShape, unit: string])[] = [
  ['hostile.power.forecast', 'gauge', 'kW'],
  ['hostile.energy', 'counter', 'MWh'],
  ['hostile.energy.dotted', 'gauge', 'kW.h'],
  ['hostile.price', 'gauge', 'EUR/MWh'],
  ['hostile.price.dotted', 'gauge', 'EUR/MW.h'],
  ['hostile.irradiance', 'gauge', 'W/m2'],
  ['hostile.throughput', 'gauge', 'By/s'],
  ['hostile.share', 'gauge', '%'],
  ['hostile.hits', 'gauge', '1'],
  ['hostile.hit.ratio', 'gauge', '1'],
  ['hostile.ratio.of.hits', 'gauge', '1'],
  ['hostile.open', 'upDownCounter', '1'],
  ['hostile.open.jobs', 'upDownCounter', '{job}'],
  ['hostile.done', 'counter', '1'],
  ['hostile.total.things', 'counter', '{thing}'],
  ['hostile.things_total', 'counter', '{thing}'],
  ['hostile.total.gauge', 'gauge', '{thing}'],
  ['hostile.seconds.since', 'gauge', 's'],
  ['hostile.bytes_read', 'counter', 'By'],
  ['hostile.speed', 'gauge', 'm/s'],
  ['hostile.per_second.speed', 'gauge', 'm/s'],
  ['hostile.second.hand', 'gauge', 'm/s'],
  ['hostile.flow', 'gauge', 'm3/m'],
  ['hostile.flow.min', 'gauge', 'm3/min'],
  ['hostile.events', 'gauge', '{event}/s'],
  ['hostile.cost', 'gauge', 'EUR/{run}'],
  ['hostile.annotated', 'gauge', 'W{el}'],
  ['hostile.annotated.only', 'histogram', '{step}'],
  ['hostile.temperature', 'gauge', 'Cel'],
  ['hostile.rate', 'histogram', 'ms'],
  ['hostile.latency.seconds', 'histogram', 's'],
  ['hostile.unitless', 'histogram', ''],
  ['hostile.Capitals', 'gauge', 'GiBy'],
  ['hostile.dashed-name/with.slash', 'gauge', 'Hz'],
  ['hostile__twice__underscored', 'gauge', 's'],
  ['hostile.ends_', 'gauge', 's'],
  ['hostile..dots', 'gauge', 's'],
  ['hostile.total.total', 'counter', ''],
  ['hostile.total.b.total', 'counter', ''],
  ['hostile.ratio.ratio', 'gauge', '1'],
  ['hostile.long', 'gauge', 'widgets'],
  ['hostile.frequency', 'gauge', '1/s'],
  ['hostile.nothing.per', 'gauge', '/s'],
  ['hostile.squared', 'gauge', 'm^2'],
  ['hostile.week', 'gauge', 'wk'],
  ['hostile.per.week', 'gauge', 'EUR/w'],
];

/** Attribute names that catalogs refuse. */
export const HOSTILE_ATTRIBUTES = [
  '3d.model',
  'hostile.attribute',
  'Hostile-Dash',
  'hostile with blank',
  'hostile/slash',
  '_hostile',
  'umlaut.ä',
];

/** Every metric that queries can name, of ours and of the Collector's receivers, and the hostile ones. */
export function namedMetrics(): readonly NamedMetric[] {
  const declared = createSignalIndex(OWN_CATALOGS, FOREIGN_METRICS)
    .all()
    .filter(({ isPrometheusName }) => !isPrometheusName);
  const hostile = HOSTILE.map(([name, kind, unit]) => ({
    name,
    kind,
    unit,
    attributes: HOSTILE_ATTRIBUTES,
    isPrometheusName: false,
  }));
  return [...declared, ...hostile];
}
