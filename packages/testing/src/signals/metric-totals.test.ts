import { expect, it } from 'vitest';
import { MetricTotals } from './metric-totals.ts';
import type { TestMetric, TestPoint } from './test-signals.ts';

const metric = (change: Partial<TestMetric>, ...points: TestPoint[]): TestMetric => ({
  name: 'm',
  kind: 'counter',
  unit: '1',
  description: '',
  points,
  scope: { name: 's', version: '', schemaUrl: '' },
  resource: { 'service.name': 'test' },
  ...change,
});

function totalOf(...metrics: TestMetric[]): TestMetric[] {
  const totals = new MetricTotals();
  for (const each of metrics) totals.add([each]);
  return totals.list();
}

it('adds deltas up, whatever the order of attribute keys', () => {
  const delta = { temporality: 'delta' } as const;

  const [total] = totalOf(
    metric(delta, { attributes: { a: 1, b: 2 }, value: 2 }, { attributes: {}, value: 1 }),
    metric(delta, { attributes: { b: 2, a: 1 }, value: 3 }),
  );

  expect(total?.points).toEqual([
    { attributes: { b: 2, a: 1 }, value: 5 },
    { attributes: {}, value: 1 },
  ]);
});

it('adds histograms up bucket by bucket', () => {
  const delta = { kind: 'histogram', temporality: 'delta' } as const;
  const point = (value: number, counts: number[]): TestPoint => ({
    attributes: {},
    count: 1,
    sum: value,
    min: value,
    max: value,
    buckets: { boundaries: [1], counts },
  });

  const [total] = totalOf(metric(delta, point(0.5, [1, 0])), metric(delta, point(4, [0, 1])));

  expect(total?.points).toEqual([
    {
      attributes: {},
      count: 2,
      sum: 4.5,
      min: 0.5,
      max: 4,
      buckets: { boundaries: [1], counts: [1, 1] },
    },
  ]);
});

it('keeps the latest of cumulative points and gauges', () => {
  const cumulative = { temporality: 'cumulative' } as const;
  const gauge = { name: 'g', kind: 'gauge' } as const;

  const totals = totalOf(
    metric(cumulative, { attributes: {}, value: 2 }),
    metric(cumulative, { attributes: {}, value: 5 }),
    metric(gauge, { attributes: {}, value: 7 }),
    metric(gauge, { attributes: {}, value: 3 }),
  );

  expect(totals.map((each) => each.points[0]?.value)).toEqual([5, 3]);
});

it('keeps apart what differs in resource, scope, kind or unit', () => {
  const point = { attributes: {}, value: 1 };

  const totals = totalOf(
    metric({}, point),
    metric({ unit: 's' }, point),
    metric({ kind: 'upDownCounter' }, point),
    metric({ scope: { name: 's', version: '2', schemaUrl: '' } }, point),
    metric({ resource: { 'service.instance.id': 'b' } }, point),
  );

  expect(totals).toHaveLength(5);
});
