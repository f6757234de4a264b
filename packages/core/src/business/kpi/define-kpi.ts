import type { AttributeDeclaration, Catalog, MetricKind } from '../../catalog/catalog.ts';
import { createInstruments } from '../../instruments/create-instruments.ts';
import type { TypedCounter } from '../../instruments/instrument-types.ts';
import { announceAlways } from '../announce.ts';
import { type DeclaredKpi, KpiRegistry } from './kpi-registry.ts';
import type { Kpi, KpiAttributes, KpiOptions, NoAttributes } from './kpi-types.ts';

/** More series than these are left to be recorded first. */
const MAX_ANNOUNCED = 100;

const registry = new KpiRegistry();
/** Counters that begin with 0 already. */
const announced = new WeakSet<object>();

/**
 * Declares a key figure of the business and returns its instrument, typed and guarded like those of every catalog.
 *
 * Call it at module level. Declared again in the same way it returns the same instrument. All KPIs of the process are in
 * {@link declaredKpis}, from which dashboards and alerts can be made. A counter whose attributes all have fixed values begins
 * with 0 in each of its series, when they are at most 100.
 *
 * @param name - Follows OpenTelemetry's naming rules, below a namespace of yours; without unit, `total` or `ratio`.
 * @throws TelemetryError with code `kpi.invalid` that lists every problem, among them a declaration that differs from an
 *   earlier one of the same name.
 *
 * @example
 * const revenueAtRisk = defineKpi('acme.revenue.at_risk', {
 *   kind: 'gauge',
 *   unit: 'EUR',
 *   description: 'Revenue of the sites whose forecast is late.',
 *   attributes: { 'acme.market': { values: ['day_ahead', 'intraday'], description: 'Market.' } },
 * });
 * revenueAtRisk.record(18_500, { 'acme.market': 'intraday' });
 */
export function defineKpi<const K extends MetricKind, const A extends KpiAttributes = NoAttributes>(
  name: string,
  options: KpiOptions<K, A>,
): Kpi<K, A> {
  const kpi = registry.declare(name, options);
  const { providers = {} } = options;
  const instruments: Readonly<Record<string, unknown>> = createInstruments(kpi.catalog, providers);
  const instrument = instruments[kpi.key] as object;
  if (kpi.catalog.signals[kpi.key]?.kind === 'counter' && !announced.has(instrument)) {
    announced.add(instrument);
    announceAlways(instrument as TypedCounter<object>, seriesOf(kpi), providers);
  }
  return instrument as Kpi<K, A>;
}

/** The KPIs that the process has declared so far, as one catalog. Frozen: ask again for those that are declared later. */
export function declaredKpis(): Catalog {
  return registry.catalog;
}

/** Every set of attributes, or none when they are not known beforehand or too many. */
function seriesOf({ catalog }: DeclaredKpi): object[] {
  let series: object[] = [{}];
  for (const [name, declaration] of Object.entries(catalog.attributes)) {
    const values = fixedValues(declaration);
    series = values.flatMap((value) =>
      series.map((attributes) => ({ ...attributes, [name]: value })),
    );
    if (series.length > MAX_ANNOUNCED) return [];
  }
  return series;
}

function fixedValues(declaration: AttributeDeclaration): readonly unknown[] {
  if ('values' in declaration) return declaration.values;
  return declaration.type === 'boolean' ? [true, false] : [];
}
