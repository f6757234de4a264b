import { metricSignals } from '../catalog/catalog-signals.ts';
import { expect, test } from 'vitest';
import { usageCatalog } from './catalog.ts';
import { distinctUsersRule, distinctUsersRules } from './distinct-users-rules.ts';
import type { RegisterCount } from './sketch/hyper-log-log.ts';

test('names the metric as Prometheus does', () => {
  const { expr } = distinctUsersRule();
  const names = metricSignals(usageCatalog).map(({ name }) => name.replaceAll('.', '_'));
  for (const [name] of expr.matchAll(/fluxora_usage_distinct\w+/g)) expect(names).toContain(name);
  expect(expr).toContain(
    'max by (fluxora_usage_sketch_register) (max_over_time(fluxora_usage_distinct_users_rank{fluxora_usage_sketch_size="256"}[1d]))',
  );
});

test('looks back once over raw samples and once for each window', () => {
  const rules = distinctUsersRules({ registers: 16, windows: ['1d', '7d'] });
  expect(rules.map(({ record }) => record)).toEqual([
    'fluxora:usage_distinct_users_rank_16:max',
    'fluxora:usage_distinct_users_rank_16:max1d',
    'fluxora:usage_distinct_users:count1d',
    'fluxora:usage_distinct_users_rank_16:max7d',
    'fluxora:usage_distinct_users:count7d',
  ]);
  expect(rules[3]?.expr).toBe('max_over_time(fluxora:usage_distinct_users_rank_16:max[7d])');
  expect(rules[4]?.expr).toMatchInlineSnapshot(`
    "172.288 * (sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) > bool 0) / (
      16 + sum (1 / 2 ^ fluxora:usage_distinct_users_rank_16:max7d - 1)
      + 16 * (
        1 * (1 - sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) / 16) ^ 2
        + 2 * (1 - sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) / 16) ^ 4
        + 4 * (1 - sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) / 16) ^ 8
        + 8 * (1 - sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) / 16) ^ 16
        + 16 * (1 - sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) / 16) ^ 32
        + 32 * (1 - sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) / 16) ^ 64
        + 64 * (1 - sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) / 16) ^ 128
        + 128 * (1 - sum (fluxora:usage_distinct_users_rank_16:max7d > bool 0) / 16) ^ 256
      )
    )"
  `);
});

test('keeps the labels to count by', () => {
  const [merge, , count] = distinctUsersRules({ by: ['job', 'fluxora.usage.feature'] });
  expect(merge?.record).toBe('job_fluxora_usage_feature:usage_distinct_users_rank_256:max');
  expect(merge?.expr).toMatch(
    /^max by \(fluxora_usage_sketch_register, job, fluxora_usage_feature\) /,
  );
  expect(count?.expr).toContain('sum by (job, fluxora_usage_feature) (');
});

test('lists all problems at once, with the mend', () => {
  const wrong = { registers: 100 as RegisterCount, windows: ['day', '1d'], by: ['"'] };
  expect(() => distinctUsersRules(wrong)).toThrow(
    expect.objectContaining({
      code: 'rules.invalid',
      problems: [
        'telemetry/usage-rules: registers is 100. Use one of 16, 32, 64, 128, 256, 512, 1024.',
        'telemetry/usage-rules: a window is "day". Write it as Prometheus does: 10m, 1d, 7d.',
        'telemetry/usage-rules: by is ["\\""]. List attributes or labels, as in ["fluxora.usage.feature"].',
      ],
    }) as Error,
  );
});
