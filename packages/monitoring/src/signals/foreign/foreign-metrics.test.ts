import { describe, expect, test } from 'vitest';
import { OWN_CATALOGS } from '../own-catalogs.ts';
import { createSignalIndex } from '../create-signal-index.ts';
import { FOREIGN_METRICS } from './index.ts';

const named = FOREIGN_METRICS.map(({ name }) => name);

test('every metric is listed once', () => {
  expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
});

test('none has the name of a metric of ours: it would be read with other attributes', () => {
  const own = createSignalIndex(OWN_CATALOGS, []);
  expect(named.filter((name) => own.get(name) !== undefined)).toEqual([]);
});

describe('units', () => {
  test('stand in the name where Prometheus made it', () => {
    const wrong = FOREIGN_METRICS.filter(
      ({ isPrometheusName, unit, name }) =>
        isPrometheusName === true && (unit !== '' || !/^[A-Za-z_:][\w:]*$/.test(name)),
    );
    expect(wrong).toEqual([]);
  });

  test('counters that Prometheus scrapes end in _total', () => {
    const wrong = FOREIGN_METRICS.filter(
      ({ isPrometheusName, kind, name }) =>
        isPrometheusName === true && (kind === 'counter') !== name.endsWith('_total'),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
