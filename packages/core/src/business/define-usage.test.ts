import { metrics } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { drops } from '../drops/drop-ledger.ts';
import { rebindInstruments } from '../instruments/rebind.ts';
import { setNoticeWriter } from '../notices.ts';
import { usageCatalog } from './catalog.ts';
import { defineUsage } from './define-usage.ts';
import { recordUsage } from './record-usage.ts';
import type { UsageOptions } from './usage-options.ts';
import type { UsageDetails, UsageSession } from './usage-recorder.ts';

type Telemetry = ReturnType<typeof createTestTelemetry>;

const KEY = 'a secret of at least sixteen characters';

const options = {
  features: ['forecast.view', 'forecast.export'],
  plans: ['free', 'pro'],
  distinctUsers: { registers: 64, key: KEY },
} as const;

/** Values by "feature plan". */
function eventsOf(t: Telemetry): Record<string, number | undefined> {
  const points = t.metric('fluxora.usage.events')?.points ?? [];
  return Object.fromEntries(
    points.map(({ attributes, value }) => [
      [attributes['fluxora.usage.feature'], attributes['fluxora.usage.plan']]
        .filter(Boolean)
        .join(' '),
      value,
    ]),
  );
}

/** Ranks by what names their sketch and register. */
function ranksOf(t: Telemetry): Record<string, number | undefined> {
  const points = t.metric('fluxora.usage.distinct_users.rank')?.points ?? [];
  return Object.fromEntries(
    points.map(({ attributes, value }) => [
      [
        attributes['fluxora.usage.feature'],
        attributes['fluxora.usage.plan'],
        attributes['fluxora.usage.sketch.register'],
      ]
        .filter((part) => part !== undefined)
        .map(String)
        .join(' '),
      value,
    ]),
  );
}

const anybody = (ranks: object): boolean => Object.values(ranks).some((rank) => rank > 0);

describe('recordUsage', () => {
  test('counts by feature and plan; every declared series begins with 0', () => {
    using t = createTestTelemetry();
    const usage = defineUsage({ ...options, providers: t.providers });
    usage.recordUsage('forecast.view', { userId: 'ada', plan: 'pro' });
    usage.recordUsage('forecast.view', { plan: 'pro', count: 4 });
    usage.recordUsage('forecast.export');
    usage.recordSession({ durationMs: 90_000, plan: 'free' });
    expect(eventsOf(t)).toEqual({
      'forecast.view': 0,
      'forecast.view free': 0,
      'forecast.view pro': 5,
      'forecast.export': 1,
      'forecast.export free': 0,
      'forecast.export pro': 0,
    });
    assertConventions(t, [usageCatalog]);
    expect(t.drops.counts()).toEqual([]);
    expect(t.said()).toEqual([]);
  });

  test('counts what is not declared as _OTHER, in the ledger too, and says it once', () => {
    using t = createTestTelemetry();
    const usage = defineUsage({ features: ['view'], plans: ['pro'], providers: t.providers });
    const record = usage.recordUsage as (feature: unknown, details?: UsageDetails) => void;
    record('viw', { plan: 'pro' });
    record('__proto__', { plan: 'toString' });
    record('view', { plan: 'constructor' });
    expect(eventsOf(t)).toMatchObject({
      '_OTHER pro': 1,
      '_OTHER _OTHER': 1,
      'view _OTHER': 1,
    });
    expect(t.drops.counts()).toEqual([{ signal: 'metrics', cause: 'bad_attribute', count: 4 }]);
    expect(t.said()).toEqual([
      'telemetry/usage: feature "viw" is not declared; it was counted as "_OTHER". Add it to the features of defineUsage.',
      'telemetry/usage: plan "toString" is not declared; it was counted as "_OTHER". Add it to the plans of defineUsage.',
    ]);
    assertConventions(t, [usageCatalog]);
  });

  test.each([
    ['NaN', Number.NaN, 'nan'],
    ['below 0', -1, 'negative'],
    ['Infinity', Number.POSITIVE_INFINITY, 'infinity'],
    ['a text', '3', 'not_a_number'],
    ['a bigint', 3n, 'not_a_number'],
  ])('drops a count that is %s, and counts that', (_, count, cause) => {
    using t = createTestTelemetry();
    const usage = defineUsage({ features: ['view'], providers: t.providers });
    usage.recordUsage('view', { count } as UsageDetails<never>);
    expect(eventsOf(t)).toEqual({ view: 0 });
    expect(t.drops.counts()).toEqual([{ signal: 'metrics', cause, count: 1 }]);
  });

  test.each([
    ['an object', { id: 7 }],
    ['an array', ['ada']],
    ['a symbol', Symbol('ada')],
    ['a function', () => 'ada'],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['true', true],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('takes no user from a userId that is %s, but counts the use', (_, userId) => {
    using t = createTestTelemetry();
    const usage = defineUsage({ ...options, providers: t.providers });
    usage.recordUsage('forecast.view', { userId } as unknown as UsageDetails<'pro'>);
    usage.recordUsage('forecast.view', { userId } as unknown as UsageDetails<'pro'>);
    expect(eventsOf(t)['forecast.view']).toBe(2);
    expect(anybody(ranksOf(t))).toBe(false);
    expect(t.drops.counts()).toEqual([{ signal: 'metrics', cause: 'bad_attribute', count: 2 }]);
    expect(t.said()).toHaveLength(1);
    expect(t.said()[0]).toMatch(
      /^telemetry\/usage: a userId .* was not counted among the users\. Pass .*\.$/,
    );
    expect(t.said()[0]).not.toContain('ada');
  });

  test.each([undefined, null, ''])('takes %j for nobody', (userId) => {
    using t = createTestTelemetry();
    const usage = defineUsage({ ...options, providers: t.providers });
    usage.recordUsage('forecast.view', { userId });
    expect(anybody(ranksOf(t))).toBe(false);
    expect(t.drops.counts()).toEqual([]);
    expect(t.said()).toEqual([]);
  });

  test.each(['__proto__', 'constructor', '\u0000', '\ud800', ' ', 'ünïcode ⚡', '0'])(
    'takes %j for a user like any other',
    (userId) => {
      using t = createTestTelemetry();
      const usage = defineUsage({ ...options, providers: t.providers });
      usage.recordUsage('forecast.view', { userId });
      expect(anybody(ranksOf(t))).toBe(true);
      expect(t.said()).toEqual([]);
    },
  );

  test('takes 7, 7n and "7" for the same user', () => {
    const ranks = [7, 7n, '7'].map((userId) => {
      using t = createTestTelemetry();
      defineUsage({ ...options, providers: t.providers }).recordUsage('forecast.view', { userId });
      return ranksOf(t);
    });
    expect(ranks[1]).toEqual(ranks[0]);
    expect(ranks[2]).toEqual(ranks[0]);
  });

  test('survives details that are no object or cannot be read', () => {
    using t = createTestTelemetry();
    const usage = defineUsage({ features: ['view'], providers: t.providers });
    const record = usage.recordUsage as (feature: unknown, details: unknown) => void;
    const unreadable = {
      get userId(): string {
        throw new Error('no');
      },
    };
    for (const details of ['pro', 5, null, unreadable]) record('view', details);
    for (const feature of [undefined, null, {}, Symbol('view')]) record(feature, {});
    expect(eventsOf(t)).toEqual({ view: 3, _OTHER: 4 });
    expect(t.drops.counts()).toEqual([
      { signal: 'metrics', cause: 'bad_attribute', count: 6 },
      { signal: 'metrics', cause: 'callback_failed', count: 1 },
    ]);
  });
});

test('nothing that is passed makes it throw', () => {
  using t = createTestTelemetry();
  const usage = defineUsage({ ...options, providers: t.providers });
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.anything(), (feature, userId, plan) => {
      expect(() => {
        usage.recordUsage(feature as 'forecast.view', { userId, plan } as UsageDetails<'pro'>);
        usage.recordUsage('forecast.view', feature as UsageDetails<'pro'>);
        usage.recordSession(plan as UsageSession<'pro'>);
        usage.recordSession({ durationMs: userId, plan } as UsageSession<'pro'>);
      }).not.toThrow();
    }),
  );
  assertConventions(t, [usageCatalog]);
});

describe('recordSession', () => {
  test('records how long a session lasted, in seconds', () => {
    using t = createTestTelemetry();
    const usage = defineUsage({ ...options, providers: t.providers });
    usage.recordSession({ durationMs: 90_000, plan: 'free' });
    usage.recordSession({ durationMs: 0 });
    const points = t.metric('fluxora.usage.session.duration')?.points;
    expect(points?.map(({ attributes, count, sum }) => [attributes, count, sum])).toEqual([
      [{ 'fluxora.usage.plan': 'free' }, 1, 90],
      [{}, 1, 0],
    ]);
  });

  test('drops bad durations and counts them', () => {
    using t = createTestTelemetry();
    const usage = defineUsage({ ...options, providers: t.providers });
    for (const durationMs of [Number.NaN, -1, Number.POSITIVE_INFINITY, '9', 9n, undefined, {}]) {
      usage.recordSession({ durationMs } as UsageSession<'pro'>);
    }
    usage.recordSession(undefined as unknown as UsageSession<'pro'>);
    expect(t.metric('fluxora.usage.session.duration')).toBeUndefined();
    expect(t.drops.lost('metrics')).toBe(8);
  });
});

describe('distinct users', () => {
  test('are reported in the registers that they fall into, and one more', () => {
    using t = createTestTelemetry();
    const usage = defineUsage({ ...options, providers: t.providers });
    expect(ranksOf(t)).toEqual({ 0: 0 });
    usage.recordUsage('forecast.view', { userId: 'ada' });
    usage.recordUsage('forecast.export', { userId: 'ada' });
    expect(Object.values(ranksOf(t)).filter((rank) => (rank ?? 0) > 0)).toHaveLength(1);
  });

  test('have a sketch for each feature or plan, if that is wanted', () => {
    using t = createTestTelemetry();
    const distinctUsers = { registers: 16, key: KEY, per: 'feature' } as const;
    const usage = defineUsage({ ...options, distinctUsers, providers: t.providers });
    usage.recordUsage('forecast.view', { userId: 'ada' });
    const ranks = ranksOf(t);
    expect(Object.keys(ranks)).toEqual(
      expect.arrayContaining(['forecast.view 0', 'forecast.export 0', '_OTHER 0']),
    );
    expect(Object.keys(ranks).filter((at) => (ranks[at] ?? 0) > 0)).toEqual([
      expect.stringMatching(/^forecast\.view /),
    ]);
    assertConventions(t, [usageCatalog]);

    using other = createTestTelemetry();
    const byPlan = { registers: 16, key: KEY, per: 'plan' } as const;
    const plans = defineUsage({ ...options, distinctUsers: byPlan, providers: other.providers });
    plans.recordUsage('forecast.view', { userId: 'ada', plan: 'pro' });
    plans.recordUsage('forecast.view', { userId: 'bob' });
    expect(Object.keys(ranksOf(other))).toEqual(
      expect.arrayContaining(['0', 'free 0', 'pro 0', '_OTHER 0']),
    );
    assertConventions(other, [usageCatalog]);
  });

  test('depend on the key, and on nothing else', () => {
    const ranksWith = (key: string): object => {
      using t = createTestTelemetry();
      const distinctUsers = { registers: 64, key } as const;
      const usage = defineUsage({ ...options, distinctUsers, providers: t.providers });
      for (let user = 0; user < 50; user += 1) usage.recordUsage('forecast.view', { userId: user });
      return ranksOf(t);
    };
    expect(ranksWith(KEY)).toEqual(ranksWith(KEY));
    expect(ranksWith(KEY)).not.toEqual(ranksWith(`${KEY}.`));
  });

  test('are not counted without a key, which is said once; the rest is', () => {
    using t = createTestTelemetry();
    vi.stubEnv('FLUXORA_USAGE_KEY', undefined);
    const usage = defineUsage({ ...options, distinctUsers: {}, providers: t.providers });
    usage.recordUsage('forecast.view', { userId: 'ada' });
    expect(eventsOf(t)['forecast.view']).toBe(1);
    expect(ranksOf(t)).toEqual({});
    expect(t.said()).toEqual([
      'telemetry/usage: distinct users are not counted: FLUXORA_USAGE_KEY is not set. Set it to a secret of 16 characters or more, the same on every replica.',
    ]);
  });

  test('are counted under the key of the environment', () => {
    using t = createTestTelemetry();
    vi.stubEnv('FLUXORA_USAGE_KEY', `${KEY}\n`);
    defineUsage({ ...options, distinctUsers: {}, providers: t.providers }).recordUsage(
      'forecast.view',
      { userId: 'ada' },
    );
    expect(anybody(ranksOf(t))).toBe(true);
    expect(t.said()).toEqual([]);
  });

  test('are not counted under a weak key of the environment, which is not shown', () => {
    using t = createTestTelemetry();
    vi.stubEnv('FLUXORA_USAGE_KEY', 'hunter2');
    defineUsage({ ...options, distinctUsers: {}, providers: t.providers });
    expect(t.said()).toEqual([
      expect.stringMatching(/FLUXORA_USAGE_KEY has 7 characters\. Use a secret of 16/),
    ]);
    expect(t.said()[0]).not.toContain('hunter2');
  });

  test('reach every reader, however often it collects', async () => {
    const readers = [new CumulativeReader(), new CumulativeReader()] as const;
    const providers = { meterProvider: new MeterProvider({ readers: [...readers] }) };
    const usage = defineUsage({ ...options, providers });
    usage.recordUsage('forecast.view', { userId: 'ada' });
    for (let times = 0; times < 5; times += 1) await readers[0].ranks();
    usage.recordUsage('forecast.view', { userId: 'bob' });
    for (let times = 0; times < 5; times += 1) await readers[0].ranks();
    const ranks = await Promise.all(readers.map((reader) => reader.ranks()));
    expect(ranks[1]).toEqual(ranks[0]);
    expect(ranks[1]?.filter((rank) => rank !== 0)).toHaveLength(2);
  });

  test('are not counted unless declared, which is said to who passes a userId', () => {
    using t = createTestTelemetry();
    const usage = defineUsage({ features: ['view'], providers: t.providers });
    usage.recordUsage('view', { userId: 'ada' });
    usage.recordUsage('view', { userId: 'bob' });
    expect(ranksOf(t)).toEqual({});
    expect(t.said()).toEqual([
      'telemetry/usage: a userId was given, but no users are counted. Declare distinctUsers, or leave the userId out.',
    ]);
  });

  afterEach(() => vi.unstubAllEnvs());
});

describe('a definition', () => {
  test('lists all its problems at once, with the mend, and never shows the key', () => {
    const wrong = {
      features: ['view', 'view', '', 7],
      plans: 'pro',
      distinctUsers: { registers: 100, key: 'short  ', per: 'user', intervalMs: 0, salt: 'x' },
      feature: 'view',
    };
    const error = failureOf(() => defineUsage(wrong as unknown as UsageOptions));
    expect(error).toMatchObject({
      code: 'usage.invalid',
      problems: [
        'telemetry/usage: defineUsage has an unknown member "feature". Use features, plans, distinctUsers, providers.',
        'telemetry/usage: features has ["", 7] among its names. Use texts of 1 to 256 characters other than "_OTHER".',
        'telemetry/usage: features lists ["view"] twice. List it once.',
        'telemetry/usage: plans is "pro". List 0 to 20 names.',
        'telemetry/usage: distinctUsers has an unknown member "salt". Use registers, key, per, intervalMs.',
        'telemetry/usage: distinctUsers.registers is 100. Use one of 16, 32, 64, 128, 256, 512, 1024.',
        'telemetry/usage: distinctUsers.per is "user". Use one of total, feature, plan.',
        'telemetry/usage: distinctUsers.intervalMs is 0. Use whole milliseconds from 1000 to 86400000.',
        'telemetry/usage: distinctUsers.key has 5 characters. Use a secret of 16 characters or more, the same on every replica, as from: openssl rand -hex 32.',
      ],
    });
  });

  test.each([
    [undefined, 'the options are undefined. Pass an object with features.'],
    [{}, 'features is undefined. List 1 to 200 names.'],
    [{ features: [] }, 'features is a list of 0. List 1 to 200 names.'],
    [{ features: ['_OTHER'] }, 'features has ["_OTHER"] among its names.'],
    [{ features: ['a'], distinctUsers: true }, 'distinctUsers is true. Pass an object'],
    [
      { features: names(200), plans: names(20) },
      '200 features and 20 plans make 4422 series. Declare fewer: 1998 is the most.',
    ],
    [
      { features: names(20), distinctUsers: { registers: 256, per: 'feature' } },
      "distinctUsers needs 256 registers for each of 21 sketches: 5376 series. Use registers: 64 or per: 'total'.",
    ],
  ])('refuses %j', (given, problem) => {
    expect(failureOf(() => defineUsage(given as UsageOptions)).message).toContain(
      `telemetry/usage: ${problem}`,
    );
  });

  test('made again in the same way is the same; in another way it is refused until the first is stopped', () => {
    using t = createTestTelemetry();
    const { providers } = t;
    const usage = defineUsage({ ...options, providers });
    const again = { ...options, features: [...options.features].toReversed(), providers };
    expect(defineUsage(again)).toBe(usage);
    const other = { features: ['forecast.compare'], providers };
    const error = failureOf(() => defineUsage(other));
    expect(error).toMatchObject({ code: 'usage.redefined' });
    expect(error.message).toBe(
      'telemetry/usage: usage was defined with features ["forecast.view", "forecast.export"], plans ["free", "pro"] and ' +
        'distinct users total in 64 registers for 300000 ms and is defined again with features ["forecast.compare"], plans [] ' +
        'and no distinct users. Declare all features in one place and import what it returns, or stop the former one.',
    );
    expect(error.message).not.toContain(KEY);
    usage.stop();
    expect(defineUsage(other)).not.toBe(usage);
  });

  test('that is stopped records nothing, and reports its last users until their interval is over', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    using t = createTestTelemetry();
    const usage = defineUsage({ ...options, providers: t.providers });
    usage.recordUsage('forecast.view', { userId: 'ada' });
    expect(anybody(ranksOf(t))).toBe(true);
    usage.stop();
    usage.stop();
    usage.recordUsage('forecast.view', { userId: 'bob' });
    usage.recordSession({ durationMs: 5 });
    expect(Object.values(ranksOf(t)).filter((rank) => (rank ?? 0) > 0)).toHaveLength(1);
    vi.advanceTimersByTime(300_000);
    expect(anybody(ranksOf(t))).toBe(true);
    vi.advanceTimersByTime(300_000);
    expect(anybody(ranksOf(t))).toBe(true);
    expect(Object.values(ranksOf(t))).toEqual(expect.arrayContaining([0]));
    await Promise.resolve();
    expect(ranksOf(t)).toEqual({});
    expect(eventsOf(t)['forecast.view']).toBe(1);
    vi.useRealTimers();
  });

  test('that follows a stopped one empties the registers that the SDK would repeat', async () => {
    const reader = new CumulativeReader();
    const providers = { meterProvider: new MeterProvider({ readers: [reader] }) };
    const former = defineUsage({ ...options, providers });
    for (let user = 0; user < 100; user += 1) {
      former.recordUsage('forecast.view', { userId: user });
    }
    await reader.ranks();
    former.stop();
    defineUsage({ ...options, features: ['forecast.compare'], providers });
    const ranks = await reader.ranks();
    expect(ranks).toHaveLength(64);
    expect(new Set(ranks)).toEqual(new Set([0]));
  });
});

describe('without providers', () => {
  test('follows the SDK that is registered, and announces to each', () => {
    const usage = defineUsage(options);
    usage.recordUsage('forecast.view', { userId: 'nobody hears this' });
    {
      using t = createTestTelemetry({ globals: true });
      rebindInstruments();
      expect(Object.values(eventsOf(t))).toEqual([0, 0, 0, 0, 0, 0]);
      recordUsage('forecast.export', { plan: 'free' });
      expect(eventsOf(t)).toMatchObject({ 'forecast.export free': 1 });
      expect(anybody(ranksOf(t))).toBe(false);
    }
    usage.stop();
  });

  test('recordUsage before a definition is counted and said once', () => {
    recordUsage('forecast.view');
    using _ = createTestTelemetry({ globals: true });
    const said: string[] = [];
    setNoticeWriter((message) => said.push(message));
    const before = drops.lost('metrics');
    recordUsage('forecast.view');
    recordUsage('forecast.view');
    expect(drops.lost('metrics') - before).toBe(2);
    expect(drops.counts()).toContainEqual(expect.objectContaining({ cause: 'undeclared' }));
    expect(said).toEqual([
      'telemetry/usage: recordUsage was called while no usage is defined; nothing was recorded. Call defineUsage first, without providers.',
    ]);
  });

  test('does nothing without an SDK', () => {
    metrics.disable();
    const usage = defineUsage(options);
    expect(() => {
      usage.recordUsage('forecast.view', { userId: 'ada' });
      usage.recordSession({ durationMs: Number.NaN });
    }).not.toThrow();
    usage.stop();
  });
});

class CumulativeReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}

  async ranks(): Promise<unknown[]> {
    const { resourceMetrics } = await this.collect();
    const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const metric = all.find(({ descriptor }) => descriptor.name.endsWith('.rank'));
    return metric?.dataPoints.map(({ value }) => value) ?? [];
  }
}

function failureOf(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `name.${index}`);
}
