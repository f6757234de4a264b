import { describe, expect, test } from 'vitest';
import { createPlan } from '../../create-plan.ts';
import { platform } from '../../fixtures/platform.ts';
import type { Monitoring } from '../../define/monitoring.ts';
import { storedLabel } from '../../naming/naming.ts';
import { scopesOf } from '../plan-alerts.ts';
import { defaultThresholds, type ThresholdName, type Thresholds } from '../thresholds.ts';
import { ALERT_SOURCES } from './index.ts';

const { q } = createPlan(platform).plan;
const NAMES = Object.keys(defaultThresholds) as ThresholdName[];

/** No limit has it, so that it is seen where one is read. */
const ODD = 987_654_321;

function withThresholds(names: readonly ThresholdName[]): Monitoring {
  const odd = names.map((name) => [name, { ...defaultThresholds[name], value: ODD }]);
  return {
    ...platform,
    thresholds: { ...platform.thresholds, ...Object.fromEntries(odd) } as Thresholds,
  };
}

/** Of every team, as one text. */
function expressionsOf(source: (typeof ALERT_SOURCES)[number], monitoring: Monitoring): string {
  return scopesOf(source, { monitoring, q })
    .map((scope) => source.expr({ monitoring, q, scope }))
    .join('\n');
}

describe.each(ALERT_SOURCES.map((source) => [source.name, source] as const))('%s', (_, source) => {
  test('declares the limits that it reads, and no others', () => {
    const usual = expressionsOf(source, platform);
    const read = NAMES.filter((name) => expressionsOf(source, withThresholds([name])) !== usual);
    expect(read.toSorted()).toEqual([...(source.thresholds ?? [])].toSorted());
  });

  test('has no limit of its own', () => {
    const expr = expressionsOf(source, withThresholds(NAMES)).replaceAll(/"[^"]*"/g, '""');
    const limits = Array.from(
      expr.matchAll(/(?:[<>]=?|[!=]=)\s*(?:bool\s+)?(-?[\d.]+)/g),
      ([, number]) => Number(number),
    );
    // Zero and one are no limits: something or nothing, a state or another.
    expect(limits.filter((each) => ![0, 1, ODD].includes(each))).toEqual([]);
  });

  test('silences alerts that there are', () => {
    const names = new Set([...ALERT_SOURCES.map(({ name }) => name), '*']);
    expect((source.inhibits ?? []).filter(({ alert }) => !names.has(alert))).toEqual([]);
  });
});

test('nothing waits for what only one sample can show: pages hold for minutes', () => {
  const hasty = ALERT_SOURCES.filter(
    (source) => source.severity === 'page' && /^\d+s$/.test(source.for),
  );
  expect(hasty.map(({ name }) => name)).toEqual([]);
});

test('an alert about a service keeps its name, by which it is grouped and routed', () => {
  const lost = ALERT_SOURCES.filter(
    ({ per, labels }) =>
      per !== 'platform' && !labels.map((label) => storedLabel(label)).includes('service_name'),
  );
  expect(lost.map(({ name }) => name)).toEqual([]);
});
