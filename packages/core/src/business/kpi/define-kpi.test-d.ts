/** What must and must not compile. Checked by `tsc -p tsconfig.json`, which fails on an unused `@ts-expect-error`. */
import { defineKpi } from './define-kpi.ts';

const common = { description: 'A KPI.', unit: '{thing}' } as const;
const market = { values: ['day_ahead', 'intraday'], description: 'Market.' } as const;
const region = { type: 'string', maxValues: 10, description: 'Region.' } as const;

const sites = defineKpi('types.sites', { ...common, kind: 'upDownCounter' });
sites.add(-1);
// @ts-expect-error it declares no attributes
sites.add(1, { 'types.market': 'intraday' });
// @ts-expect-error an up-down counter has no record
sites.record(1);

const served = defineKpi('types.served', {
  ...common,
  kind: 'counter',
  attributes: {
    'types.market': market,
    'types.region': { ...region, requirement: 'recommended' },
  },
});
served.add(1, { 'types.market': 'intraday' });
served.add(1, { 'types.market': 'intraday', 'types.region': 'DE' });
served.bind({ 'types.market': 'day_ahead' }).add(1);
// @ts-expect-error the required attribute is absent
served.add(1);
// @ts-expect-error a value that is not declared
served.add(1, { 'types.market': 'future' });
// @ts-expect-error an attribute that is not declared
served.add(1, { 'types.market': 'intraday', 'types.site': 'x' });

const energy = defineKpi('types.energy', {
  ...common,
  kind: 'histogram',
  buckets: [1, 10],
  attributes: { 'types.region': region },
});
energy.record(1, { 'types.region': 'DE' });
// @ts-expect-error a number where a text is declared
energy.record(1, { 'types.region': 5 });
// @ts-expect-error a histogram needs buckets
defineKpi('types.no_buckets', { ...common, kind: 'histogram' });
// @ts-expect-error a gauge has no buckets
defineKpi('types.buckets', { ...common, kind: 'gauge', buckets: [1] });
// @ts-expect-error not a metric
defineKpi('types.span', { ...common, kind: 'span' });
// @ts-expect-error it needs a unit
defineKpi('types.unit', { kind: 'gauge', description: 'No unit.' });

const active = defineKpi('types.active', {
  ...common,
  kind: 'observableGauge',
  attributes: { 'types.market': market },
});
active.observe((observe) => observe(3, { 'types.market': 'intraday' }))();
// @ts-expect-error an observable has no record
active.record(3, { 'types.market': 'intraday' });
