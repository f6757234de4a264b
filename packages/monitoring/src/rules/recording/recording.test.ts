import { expect, test } from 'vitest';
import { createPlan } from '../../create-plan.ts';
import { defineMonitoring } from '../../define/define-monitoring.ts';
import { platform, platformDefinition } from '../../fixtures/platform.ts';
import { parseDurationSeconds } from '../duration.ts';

const { plan, problems } = createPlan(platform);
const rules = plan.recording.flatMap((group) => group.rules);

test('every rule names only what somebody emits', () => {
  expect(problems.filter(({ place }) => place.startsWith('recording/'))).toEqual([]);
  expect(rules.length).toBeGreaterThan(200);
});

test('no group is evaluated so seldom that its series would vanish in between', () => {
  const slow = plan.recording.filter(
    ({ interval }) => (parseDurationSeconds(interval) ?? Infinity) >= 300,
  );
  expect(slow.map(({ name }) => name)).toEqual([]);
});

test('names say the level, what is measured, and how', () => {
  const odd = rules.filter(({ record }) => !/^[a-z_]+:[a-z_0-9]+:[a-z_0-9]+$/.test(record));
  expect(odd.map(({ record }) => record)).toEqual([]);
});

test('one name has one unit', () => {
  const units = new Map<string, Set<string | undefined>>();
  for (const { record, unit } of rules) {
    units.set(record, (units.get(record) ?? new Set()).add(unit));
  }
  expect([...units].filter(([, each]) => each.size > 1).map(([record]) => record)).toEqual([]);
});

test('every recorded series that a rule reads is recorded', () => {
  const recorded = new Set(rules.map(({ record }) => record));
  const read = rules.flatMap(({ expr }) => expr.match(/\b[a-z_]+:[a-z_0-9]+:[a-z_0-9]+/g) ?? []);
  expect(read.filter((name) => !recorded.has(name))).toEqual([]);
});

test('every group is tested, but for those that only look back longer than one that is', () => {
  const untested = plan.recording
    .filter(({ tests }) => tests.length === 0)
    .map(({ name }) => name.slice('fluxora-'.length));
  expect(untested.toSorted()).toEqual([
    'baseline-http-duration',
    'baseline-http-error-ratio',
    'baseline-job-duration',
    'baseline-usage-events',
    'forecast-accuracy-1d',
    'forecast-accuracy-30d',
    'forecast-accuracy-7d',
  ]);
});

test('what no service emits has no rules', () => {
  const [service] = platformDefinition.services;
  const { plan: small } = createPlan(
    defineMonitoring({
      ...platformDefinition,
      services: service === undefined ? [] : [{ ...service, emits: ['http'] }],
      slos: [],
    }),
  );
  const names = small.recording.map(({ name }) => name.slice('fluxora-'.length));
  expect(names).toEqual([
    'inventory',
    'http',
    'http-history',
    'saturation',
    'hosts',
    'baseline-http-requests',
    'baseline-http-error-ratio',
    'baseline-http-duration',
  ]);
});
