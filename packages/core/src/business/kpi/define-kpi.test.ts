import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, test } from 'vitest';
import { rebindInstruments } from '../../instruments/rebind.ts';
import { TelemetryError } from '../../telemetry-error.ts';
import { declaredKpis, defineKpi } from './define-kpi.ts';
import type { KpiOptions, NoAttributes } from './kpi-types.ts';

const market = { values: ['day_ahead', 'intraday'], description: 'Market.' } as const;

/** The problems that a declaration is refused with. */
function problemsOf(name: unknown, options: unknown): readonly string[] {
  try {
    defineKpi(name as string, options as KpiOptions<'gauge', NoAttributes>);
  } catch (error) {
    if (error instanceof TelemetryError && error.code === 'kpi.invalid') return error.problems;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('defineKpi', () => {
  test('gives each kind its instrument', () => {
    using t = createTestTelemetry();
    const { providers } = t;
    defineKpi('kinds.forecasts.served', {
      kind: 'counter',
      unit: '{forecast}',
      description: 'Forecasts served.',
      attributes: { 'kinds.market': market },
      providers,
    }).add(3, { 'kinds.market': 'intraday' });
    defineKpi('kinds.sites.active', {
      kind: 'upDownCounter',
      unit: '{site}',
      description: 'Sites active.',
      providers,
    }).add(2);
    defineKpi('kinds.revenue.at_risk', {
      kind: 'gauge',
      unit: 'EUR',
      description: 'Revenue at risk.',
      providers,
    }).record(-18_500.5);
    defineKpi('kinds.energy.forecast', {
      kind: 'histogram',
      unit: 'MWh',
      description: 'Energy under forecast.',
      buckets: [1, 10, 100],
      attributes: { 'kinds.region': { type: 'string', maxValues: 2, description: 'Region.' } },
      providers,
    }).record(42, { 'kinds.region': 'DE' });
    defineKpi('kinds.customers', {
      kind: 'observableGauge',
      unit: '{customer}',
      description: 'Customers.',
      attributes: { 'kinds.market': market },
      providers,
    }).observe((observe) => observe(7, { 'kinds.market': 'day_ahead' }));

    expect(
      t.peek().map(({ name, unit, points }) => [name, unit, points.map((p) => p.value ?? p.sum)]),
    ).toEqual([
      ['kinds.forecasts.served', '{forecast}', [0, 3]],
      ['kinds.sites.active', '{site}', [2]],
      ['kinds.revenue.at_risk', 'EUR', [-18_500.5]],
      ['kinds.energy.forecast', 'MWh', [42]],
      ['kinds.customers', '{customer}', [7]],
    ]);
    assertConventions(t, [declaredKpis()]);
    expect(t.drops.counts()).toEqual([]);
  });

  test('guards it like every instrument', () => {
    using t = createTestTelemetry();
    const kpi = defineKpi('guards.revenue', {
      kind: 'gauge',
      unit: 'EUR',
      description: 'Revenue.',
      attributes: { 'guards.market': market },
      providers: t.providers,
    });
    kpi.record(Number.NaN, { 'guards.market': 'intraday' });
    kpi.record(1, { 'guards.market': 'future' as 'intraday' });
    kpi.record('1' as unknown as number, { 'guards.market': 'intraday' });
    expect(t.drops.counts().map(({ cause }) => cause)).toEqual([
      'nan',
      'bad_attribute',
      'missing_attribute',
      'not_a_number',
    ]);
  });

  test('gives the same instrument for the same declaration, in whichever order', () => {
    const declaration = { kind: 'counter', unit: 'MWh', description: 'Energy.' } as const;
    const one = defineKpi('same.energy', {
      ...declaration,
      attributes: { 'same.a': market, 'same.b': { type: 'boolean', description: 'B.' } },
    });
    const other = defineKpi('same.energy', {
      attributes: { 'same.b': { description: 'B.', type: 'boolean' }, 'same.a': market },
      ...declaration,
    });
    expect(other).toBe(one);
    expect(
      Object.values(declaredKpis().signals).filter(({ name }) => name === 'same.energy'),
    ).toHaveLength(1);
  });

  test('refuses another declaration of the same name, and names both', () => {
    defineKpi('twice.revenue', {
      kind: 'gauge',
      unit: 'EUR',
      description: 'Revenue.',
      attributes: { 'twice.market': market },
    });
    expect(
      problemsOf('twice.revenue', { kind: 'counter', unit: 'USD', description: 'Revenue.' }),
    ).toEqual([
      'telemetry/kpi: "twice.revenue" was declared before with kind "gauge", now "counter", and with unit "EUR", now "USD", ' +
        'and with attributes {"twice.market":{"description":"Market.","requirement":"required","values":["day_ahead","intraday"]}}, ' +
        'now {}. Declare it once and import it, or give it another name.',
    ]);
  });

  test('refuses a name that only Prometheus takes for the same', () => {
    defineKpi('alike.sites.active', { kind: 'gauge', unit: '{site}', description: 'Sites.' });
    expect(
      problemsOf('alike.sites_active', { kind: 'gauge', unit: '{site}', description: 'Sites.' }),
    ).toEqual([
      'telemetry/kpi: "alike.sites_active" was declared before as "alike.sites.active" with name "alike.sites.active", ' +
        'now "alike.sites_active". Declare it once and import it, or give it another name.',
    ]);
  });

  test('refuses an attribute that another KPI declares differently', () => {
    const common = { kind: 'gauge', unit: 'EUR', description: 'Revenue.' } as const;
    defineKpi('shares.a', { ...common, attributes: { 'shares.market': market } });
    defineKpi('shares.b', { ...common, attributes: { 'shares.market': market } });
    const attributes = {
      'shares.market': { type: 'string', maxValues: 5, description: 'Market.' },
    };
    expect(problemsOf('shares.c', { ...common, attributes })).toEqual([
      'telemetry/kpi: attribute "shares.market" of "shares.c" is declared in another way by "shares.a", "shares.b". ' +
        'Share one declaration, or rename one.',
    ]);
    expect(problemsOf('shares.d', { ...common, attributes: { shares_market: market } })).toEqual([
      expect.stringMatching(/are the same label in Prometheus\. Rename one\.$/),
    ]);
  });

  test('lists all problems at once, with the mend', () => {
    expect(
      problemsOf('wrong.revenue_eur', {
        kind: 'meter',
        unit: 'euros',
        labels: ['market'],
        attributes: { Market: { type: 'string' } },
        buckets: [1],
      }),
    ).toEqual([
      'telemetry/kpi: "wrong.revenue_eur" has an unknown member "labels". Use kind, unit, description, attributes, stability, maxSeries, buckets, providers.',
      'telemetry/kpi: "wrong.revenue_eur" has kind "meter". Use counter, upDownCounter, gauge, histogram or an observable.',
      expect.stringMatching(/^telemetry\/kpi: attribute "Market" is not a valid name\./),
      expect.stringMatching(/^telemetry\/kpi: attribute "Market" has no description\./),
      expect.stringMatching(/^telemetry\/kpi: "wrong.revenue_eur" has no description\./),
      expect.stringMatching(/^telemetry\/kpi: "wrong.revenue_eur" contains "eur"\. Leave it out/),
      'telemetry/kpi: "wrong.revenue_eur" has unit "euros", a thing and not a unit. Declare "{euro}".',
      expect.stringMatching(/carries "Market", which is unbounded\./),
    ]);
    expect(declaredKpis().signals).not.toHaveProperty('wrongRevenueEur');
  });

  test.each([
    ['hostile.a', undefined, /"hostile\.a" is declared with undefined\. Pass an object/],
    ['hostile.b', [], /is declared with \[\]\. Pass an object/],
    ['hostile.c', { kind: '__proto__' }, /has kind "__proto__"/],
    [
      'hostile.d',
      { kind: 'gauge', unit: 'EUR', description: 'R.', attributes: [] },
      /attributes \[\]/,
    ],
    [undefined, { kind: 'gauge', unit: 'EUR', description: 'R.' }, /has name undefined/],
    [Symbol('x'), { kind: 'gauge', unit: 'EUR', description: 'R.' }, /has name Symbol\(x\)/],
    ['__proto__', { kind: 'gauge', unit: 'EUR', description: 'R.' }, /is not a valid name/],
    ['constructor', { kind: 'gauge', unit: 'EUR', description: 'R.' }, /has no namespace/],
    [`a.${'b'.repeat(1_000_000)}`, { kind: 'gauge', unit: 'EUR', description: 'R.' }, /characters/],
  ])('refuses %s declared with %j', (name, options, message) => {
    expect(problemsOf(name, options).join('\n')).toMatch(message);
  });

  test('begins counters with 0 when an SDK is registered, where all values are known and few', () => {
    const common = { kind: 'counter', unit: '{forecast}', description: 'Forecasts.' } as const;
    const many = { values: names(101), description: 'Many.' };
    const open = { type: 'string', maxValues: 5, description: 'Open.' } as const;
    defineKpi('zero.none', common);
    defineKpi('zero.few', {
      ...common,
      attributes: { 'zero.market': market, 'zero.late': { type: 'boolean', description: 'Late.' } },
    });
    defineKpi('zero.many', { ...common, attributes: { 'zero.many': many } });
    defineKpi('zero.open', { ...common, attributes: { 'zero.open': open } });
    using t = createTestTelemetry({ globals: true });
    rebindInstruments();
    const series = t.metrics().filter(({ name }) => name.startsWith('zero.'));
    expect(series.map(({ name, points }) => [name, points.length])).toEqual([
      ['zero.none', 1],
      ['zero.few', 4],
    ]);
    expect(series.flatMap(({ points }) => points.map(({ value }) => value))).toEqual(
      Array(5).fill(0),
    );
  });
});

test('declaredKpis is a frozen catalog that grows by being replaced', () => {
  const before = declaredKpis();
  defineKpi('grows.revenue', { kind: 'gauge', unit: 'EUR', description: 'Revenue.' });
  expect(Object.isFrozen(declaredKpis().signals)).toBe(true);
  expect(declaredKpis()).toMatchObject({ name: '@fluxora/telemetry-core/kpis' });
  expect(declaredKpis().signals).toMatchObject({
    growsRevenue: { name: 'grows.revenue', kind: 'gauge', unit: 'EUR', stability: 'stable' },
  });
  expect(before.signals).not.toHaveProperty('growsRevenue');
});

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `name${index}`);
}
