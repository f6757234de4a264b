import { distinctUsersRules } from '@fluxora/telemetry-core';
import type { RecordingSource, RuleContext } from '../recording-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { API, series } from '../test-series.ts';
import { ifEmitted } from './emitted.ts';
import { sumOfRates } from './shapes.ts';
import { SLOW_INTERVAL } from './slow-interval.ts';

const ENVIRONMENT = 'deployment.environment.name';

/** How often features are used, and by how many. */
export const usage: RecordingSource = {
  name: 'usage',
  rules: (context) => ifEmitted(context, 'usage', () => rules(context)),
  tests: (context) => [test(context)],
};

function rules({ q }: RuleContext) {
  const by = q.byService('fluxora.usage.feature', 'fluxora.usage.plan');
  const events = q.metric('fluxora.usage.events');
  return [
    {
      record: 'service_feature:usage_events:rate5m',
      expr: sumOfRates(by, events, '5m'),
      unit: '{event}/s',
    },
    ...['1h', '1d'].map((window) => ({
      record: `service_feature:usage_events:increase${window}`,
      expr: `sum by (${by}) (increase(${events}[${window}]))`,
      unit: '{event}',
    })),
    {
      record: 'service:usage_events:rate1h',
      expr: sumOfRates(q.byService(), events, '1h'),
      unit: '{event}/s',
    },
  ];
}

/** Users of every service, counted over all of its replicas: `deployment_environment_name_service_name:usage_distinct_users:count1d`. */
export const distinctUsers: RecordingSource = users('distinct-users', [
  ENVIRONMENT,
  'service.name',
]);

/** The same by feature, where a service counts so. */
export const distinctUsersByFeature: RecordingSource = users('distinct-users-by-feature', [
  ENVIRONMENT,
  'service.name',
  'fluxora.usage.feature',
]);

/** Of the whole platform: somebody who uses two services is one user, as long as both have the same key. */
export const distinctUsersOfAll: RecordingSource = users('distinct-users-of-all', [ENVIRONMENT]);

function users(name: string, by: readonly string[]): RecordingSource {
  return {
    name,
    interval: SLOW_INTERVAL,
    rules: (context) =>
      ifEmitted(context, 'usage', () =>
        distinctUsersRules({ by }).map(({ record, expr }) => ({
          record,
          expr,
          ...(record.includes(':count') && { unit: '{user}' }),
        })),
      ),
    tests: ({ q }) => [nobodyTest(by.map((attribute) => q.label(attribute)))],
  };
}

function test({ q }: RuleContext): RuleTest {
  const feature = { ...API, fluxora_usage_feature: 'forecast' };
  const events = q.metric('fluxora.usage.events');
  return {
    name: 'replicas add up, plans stay apart',
    input: [
      series(events, { ...feature, fluxora_usage_plan: 'pro', service_instance_id: 'a' }, '0+6x20'),
      series(events, { ...feature, fluxora_usage_plan: 'pro', service_instance_id: 'b' }, '0+6x20'),
      series(events, { ...feature, fluxora_usage_plan: 'free' }, '0+3x20'),
    ],
    values: [
      {
        at: '15m',
        expr: 'service_feature:usage_events:rate5m',
        expected: [
          { labels: { ...feature, fluxora_usage_plan: 'free' }, value: 0.05 },
          { labels: { ...feature, fluxora_usage_plan: 'pro' }, value: 0.2 },
        ],
      },
    ],
  };
}

/** The arithmetic is proved where it comes from; here, that labels arrive and that replicas are merged by their maximum. */
function nobodyTest(by: readonly string[]): RuleTest {
  const all: Readonly<Record<string, string>> = { ...API, fluxora_usage_feature: 'forecast' };
  const labels = Object.fromEntries(by.map((label) => [label, all[label] ?? '']));
  const rank = (instance: string, register: string, values: string) =>
    series(
      'fluxora_usage_distinct_users_rank',
      {
        ...all,
        service_instance_id: instance,
        fluxora_usage_sketch_register: register,
        fluxora_usage_sketch_size: '256',
      },
      values,
    );
  const record = `${by.join('_')}:usage_distinct_users:count1d`;
  return {
    name: 'a user that two replicas saw is one user',
    input: [rank('a', '7', '0x5 3x15'), rank('b', '7', '0x10 3x10'), rank('b', '8', '0x20')],
    values: [
      { at: '4m', expr: `round(${record})`, expected: [{ labels, value: 0 }] },
      { at: '15m', expr: `round(${record})`, expected: [{ labels, value: 1 }] },
    ],
  };
}
