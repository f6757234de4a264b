import type { Attributes } from '@opentelemetry/api';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { defineCatalog } from '../catalog/define-catalog.ts';
import { DropLedger } from '../drops/drop-ledger.ts';
import { Notices } from '../notices.ts';
import { AttributeGuard } from './attribute-guard.ts';
import { createInstruments } from './create-instruments.ts';

const catalog = defineCatalog({
  name: 'test-scope',
  version: '1.2.3',
  attributes: {
    'job.outcome': { values: ['ok', 'failed'], description: 'Outcome.' },
    'job.name': { type: 'string', maxValues: 3, description: 'Name.' },
    'job.attempt': { type: 'int', maxValues: 100, description: 'Attempt.' },
    'job.share': { type: 'double', maxValues: 100, description: 'Share.' },
    'job.retried': { type: 'boolean', description: 'Whether it was retried.' },
  },
  signals: {
    runs: {
      name: 'job.runs',
      kind: 'counter',
      unit: '{run}',
      description: 'Runs.',
      stability: 'stable',
      attributes: {
        'job.name': 'recommended',
        'job.attempt': 'recommended',
        'job.share': 'recommended',
        'job.retried': 'recommended',
        'job.outcome': 'recommended',
      },
    },
    duration: {
      name: 'job.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration.',
      stability: 'stable',
      buckets: [1, 10],
      attributes: { 'job.outcome': 'required' },
    },
    active: {
      name: 'job.active',
      kind: 'upDownCounter',
      unit: '{job}',
      description: 'Active.',
      stability: 'stable',
    },
    load: {
      name: 'job.load',
      kind: 'gauge',
      unit: '1',
      description: 'Load.',
      stability: 'stable',
    },
    attempts: {
      name: 'job.attempts',
      kind: 'counter',
      unit: '{attempt}',
      description: 'Attempts.',
      stability: 'stable',
      attributes: { 'job.attempt': 'required', 'job.name': 'recommended' },
      maxSeries: 5,
    },
    wide: {
      name: 'job.wide',
      kind: 'counter',
      unit: '{run}',
      description: 'Many series.',
      stability: 'stable',
      attributes: { 'job.attempt': 'recommended', 'job.share': 'recommended' },
    },
    run: {
      name: 'job.run',
      kind: 'span',
      spanKind: 'internal',
      description: 'A run.',
      stability: 'stable',
    },
  },
});

class Reader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function setUp() {
  const reader = new Reader();
  const drops = new DropLedger();
  const said: string[] = [];
  const instruments = createInstruments(catalog, {
    meterProvider: new MeterProvider({ readers: [reader] }),
    drops,
    notices: new Notices((message) => said.push(message)),
  });
  const collect = async () => (await reader.collect()).resourceMetrics.scopeMetrics;
  return {
    instruments,
    // Callers in plain JavaScript pass anything.
    untyped: instruments as unknown as Record<keyof typeof instruments, Untyped>,
    said,
    collect,
    dropped: () => Object.fromEntries(drops.counts().map(({ cause, count }) => [cause, count])),
    /** Value, or count of a histogram, by attributes. */
    points: async (name: string) => {
      const metrics = (await collect()).flatMap((scope) => scope.metrics);
      const points: readonly { attributes: Attributes; value: unknown }[] =
        metrics.find((metric) => metric.descriptor.name === name)?.dataPoints ?? [];
      return points.map(({ attributes, value }) => [attributes, valueOf(value)]);
    },
  };
}

interface Untyped {
  add(value: unknown, attributes?: unknown): void;
  record(value: unknown, attributes?: unknown): void;
  bind(attributes?: unknown): Pick<Untyped, 'add' | 'record'>;
}

function valueOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'count' in value ? value.count : value;
}

const OVERFLOW = { 'otel.metric.overflow': true };

describe('instruments', () => {
  test('exist for the metrics of the catalog and nothing else', () => {
    expect(Object.keys(setUp().instruments)).toEqual([
      'runs',
      'duration',
      'active',
      'load',
      'attempts',
      'wide',
    ]);
  });

  test('reach the SDK with scope, name, unit, description and buckets as declared', async () => {
    const { instruments, collect } = setUp();
    instruments.duration.record(5, { 'job.outcome': 'ok' });
    const [scope] = await collect();
    expect(scope?.scope).toMatchObject({ name: 'test-scope', version: '1.2.3' });
    expect(scope?.metrics).toMatchObject([
      {
        descriptor: { name: 'job.duration', unit: 's', description: 'Duration.' },
        dataPoints: [
          {
            attributes: { 'job.outcome': 'ok' },
            value: { count: 1, sum: 5, buckets: { boundaries: [1, 10], counts: [0, 1, 0] } },
          },
        ],
      },
    ]);
  });

  test('record numbers of either sign where the kind allows them', async () => {
    const { instruments, points, dropped } = setUp();
    instruments.active.add(3);
    instruments.active.add(-1);
    instruments.load.record(-0.5);
    instruments.runs.add(0);
    expect(await points('job.active')).toEqual([[{}, 2]]);
    expect(await points('job.load')).toEqual([[{}, -0.5]]);
    expect(await points('job.runs')).toEqual([[{}, 0]]);
    expect(dropped()).toEqual({});
  });

  test('are the same for the same catalog and providers, so that limits hold for the process', () => {
    const providers = { drops: new DropLedger() };
    expect(createInstruments(catalog, providers)).toBe(
      createInstruments(catalog, { ...providers }),
    );
    expect(createInstruments(catalog, { drops: new DropLedger() })).not.toBe(
      createInstruments(catalog, providers),
    );
  });

  test('can announce a series before its first event', async () => {
    const { instruments, points } = setUp();
    instruments.runs.announce({ 'job.outcome': 'failed' });
    expect(await points('job.runs')).toEqual([[{ 'job.outcome': 'failed' }, 0]]);
  });
});

describe('a value that is no measurement', () => {
  test.each([
    ['NaN', Number.NaN, 'nan'],
    ['Infinity', Number.POSITIVE_INFINITY, 'infinity'],
    ['-Infinity', Number.NEGATIVE_INFINITY, 'infinity'],
    ['a bigint', 5n, 'not_a_number'],
    ['a string', '5', 'not_a_number'],
    ['an object', { valueOf: () => 5 }, 'not_a_number'],
    ['null', null, 'not_a_number'],
    ['undefined', undefined, 'not_a_number'],
    ['a boolean', true, 'not_a_number'],
    ['a symbol', Symbol('5'), 'not_a_number'],
    ['a function', () => 5, 'not_a_number'],
  ])('%s is dropped by every kind and counted', async (_, value, cause) => {
    const { untyped, collect, dropped } = setUp();
    untyped.runs.add(value);
    untyped.active.add(value);
    untyped.load.record(value);
    untyped.duration.record(value, { 'job.outcome': 'ok' });
    untyped.runs.bind({}).add(value);
    expect(await collect()).toEqual([]);
    expect(dropped()).toEqual({ [cause]: 5 });
  });

  test('below 0 is dropped by counters and histograms', async () => {
    const { instruments, collect, dropped } = setUp();
    instruments.runs.add(-1);
    instruments.duration.record(-0.001, { 'job.outcome': 'ok' });
    expect(await collect()).toEqual([]);
    expect(dropped()).toEqual({ negative: 2 });
  });

  test('does not disturb what is recorded after it', async () => {
    const { instruments, points } = setUp();
    for (const value of [1, Number.NaN, 2]) instruments.runs.add(value);
    expect(await points('job.runs')).toEqual([[{}, 3]]);
  });

  test('is explained once per instrument and cause', () => {
    const { instruments, untyped, said } = setUp();
    for (let time = 0; time < 3; time += 1) {
      instruments.runs.add(Number.NaN);
      instruments.runs.add(-3);
      instruments.load.record(Number.NaN);
      untyped.runs.add('7');
    }
    expect(said).toEqual([
      'telemetry/guard: "job.runs" was given NaN, which was dropped and counted. Record finite numbers only: check for missing input or a division by 0.',
      'telemetry/guard: "job.runs" was given -3, which was dropped and counted. A counter takes numbers from 0 up.',
      'telemetry/guard: "job.load" was given NaN, which was dropped and counted. Record finite numbers only: check for missing input or a division by 0.',
      'telemetry/guard: "job.runs" was given the string "7", which was dropped and counted. Convert it with Number() first.',
    ]);
  });
});

describe('attributes', () => {
  test('reach the SDK when they are declared and allowed', async () => {
    const { instruments, points } = setUp();
    const attributes = {
      'job.outcome': 'ok',
      'job.name': 'nightly',
      'job.attempt': 2,
      'job.share': 0.5,
      'job.retried': false,
    } as const;
    instruments.runs.add(1, attributes);
    expect(await points('job.runs')).toEqual([[attributes, 1]]);
  });

  test('make one series in whatever order they are named', async () => {
    const { instruments, points } = setUp();
    for (let time = 0; time < 2; time += 1) {
      instruments.runs.add(1, { 'job.name': 'a', 'job.attempt': 1, 'job.outcome': 'ok' });
      instruments.runs.add(1, { 'job.outcome': 'ok', 'job.attempt': 1, 'job.name': 'a' });
      instruments.runs.add(1, { 'job.attempt': 1, 'job.name': 'a', 'job.outcome': 'ok' });
    }
    expect(await points('job.runs')).toEqual([
      [{ 'job.name': 'a', 'job.attempt': 1, 'job.outcome': 'ok' }, 6],
    ]);
  });

  test('are dropped and counted when unknown, and the measurement is kept', async () => {
    const { untyped, points, dropped, said } = setUp();
    for (let time = 0; time < 2; time += 1) {
      untyped.runs.add(1, { 'job.outcome': 'ok', 'user.id': 42, other: 'x' });
    }
    expect(await points('job.runs')).toEqual([[{ 'job.outcome': 'ok' }, 2]]);
    expect(dropped()).toEqual({ unknown_attribute: 4 });
    expect(said).toEqual([
      'telemetry/guard: "job.runs" was given the attribute "user.id", which it does not declare; it was left out and counted. Declare it in the catalog, or do not pass it.',
    ]);
  });

  test.each([
    ['job.outcome', 'fine', 'one of its declared values'],
    ['job.outcome', { toString: () => 'ok' }, 'one of its declared values'],
    ['job.name', 5, 'a string'],
    ['job.attempt', '5', 'a whole number'],
    ['job.attempt', 5n, 'a whole number'],
    ['job.attempt', 0.5, 'a whole number'],
    ['job.attempt', 2 ** 53, 'a whole number'],
    ['job.share', Number.NaN, 'a finite number'],
    ['job.share', Number.POSITIVE_INFINITY, 'a finite number'],
    ['job.retried', 1, 'a boolean'],
    ['job.name', ['a'], 'a string'],
    ['job.name', Symbol('a'), 'a string'],
  ])(
    'are dropped and counted when %s is %o, and the measurement is kept',
    async (name, value, mend) => {
      const { untyped, points, dropped, said } = setUp();
      untyped.runs.add(1, { [name]: value });
      untyped.runs.add(1, { [name]: value });
      expect(await points('job.runs')).toEqual([[{}, 2]]);
      expect(dropped()).toEqual({ bad_attribute: 2 });
      expect(said).toEqual([expect.stringContaining(`"${name}" of "job.runs" was `)]);
      expect(said).toEqual([expect.stringContaining(`Pass ${mend}.`)]);
    },
  );

  test('are missed and counted when required, and the measurement is kept', async () => {
    const { untyped, points, dropped, said } = setUp();
    untyped.duration.record(1);
    untyped.duration.record(1, {});
    untyped.duration.record(1, { 'job.outcome': 'fine' });
    expect(await points('job.duration')).toEqual([[{}, 3]]);
    expect(dropped()).toEqual({ missing_attribute: 3, bad_attribute: 1 });
    expect(said[0]).toBe(
      'telemetry/guard: "job.outcome" of "job.duration" was absent but is required; the measurement was kept. Pass it every time.',
    );
  });

  test.each([undefined, null, ''])('count as absent when they are %j', async (value) => {
    const { untyped, points, dropped } = setUp();
    untyped.runs.add(1, { 'job.name': value, 'job.outcome': 'ok', 'not.declared': value });
    expect(await points('job.runs')).toEqual([[{ 'job.outcome': 'ok' }, 1]]);
    expect(dropped()).toEqual({});
  });

  test('know no -0: it is the same series as 0', async () => {
    const { instruments, points } = setUp();
    instruments.runs.add(1, { 'job.attempt': -0 });
    instruments.runs.add(1, { 'job.attempt': 0 });
    expect(await points('job.runs')).toEqual([[{ 'job.attempt': 0 }, 2]]);
  });

  test('are cut to 256 characters, never through the middle of one', async () => {
    const { instruments, points, dropped, said } = setUp();
    instruments.runs.add(1, { 'job.name': 'x'.repeat(256) });
    instruments.runs.add(1, { 'job.name': 'x'.repeat(300) });
    instruments.runs.add(1, { 'job.name': `${'y'.repeat(255)}😀` });
    expect(await points('job.runs')).toEqual([
      [{ 'job.name': 'x'.repeat(256) }, 2],
      [{ 'job.name': 'y'.repeat(255) }, 1],
    ]);
    expect(dropped()).toEqual({ oversize: 2 });
    expect(said).toEqual([
      'telemetry/guard: "job.name" of "job.runs" was 300 characters long and was cut to 256. Use short names; put long texts on spans or logs.',
    ]);
  });

  test('may be changed by the caller after the call', async () => {
    const { instruments, points } = setUp();
    const attributes = { 'job.attempt': 1 };
    instruments.runs.add(1, attributes);
    attributes['job.attempt'] = 2;
    instruments.runs.add(1, attributes);
    expect(await points('job.runs')).toEqual([
      [{ 'job.attempt': 1 }, 1],
      [{ 'job.attempt': 2 }, 1],
    ]);
  });

  test.each([
    ['null', null],
    ['frozen', Object.freeze({ 'job.outcome': 'ok' })],
    ['without a prototype', Object.assign(Object.create(null), { 'job.outcome': 'ok' })],
  ])('may be %s', async (_, attributes) => {
    const { untyped, points, dropped } = setUp();
    untyped.runs.add(1, attributes);
    expect(await points('job.runs')).toEqual([[{ ...attributes }, 1]]);
    expect(dropped()).toEqual({});
  });

  test('that are no object are dropped and counted, and the measurement is kept', async () => {
    const { untyped, points, dropped, said } = setUp();
    untyped.runs.add(1, 'job.name');
    untyped.runs.add(1, 5);
    expect(await points('job.runs')).toEqual([[{}, 2]]);
    expect(dropped()).toEqual({ bad_attribute: 2 });
    expect(said).toEqual([
      'telemetry/guard: "job.runs" was given "job.name" for attributes; the measurement was kept without. Pass an object.',
    ]);
  });

  test('that throw when read cost only themselves', async () => {
    const { untyped, points, dropped, said } = setUp();
    const attributes = {
      'job.outcome': 'ok',
      get 'job.name'() {
        throw new Error('not today');
      },
    };
    untyped.runs.add(1, attributes);
    untyped.runs.bind(attributes).add(1);
    expect(await points('job.runs')).toEqual([[{ 'job.outcome': 'ok' }, 2]]);
    expect(dropped()).toEqual({ bad_attribute: 2 });
    expect(said).toEqual([expect.stringContaining('"job.name" of "job.runs" was unreadable')]);
  });

  test('behind a Proxy that throws cost only themselves', async () => {
    const { untyped, points } = setUp();
    const refuse = () => {
      throw new Error('not today');
    };
    const traps = { get: refuse, has: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse };
    untyped.runs.add(1, new Proxy({}, traps));
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    untyped.runs.add(1, proxy);
    expect(await points('job.runs')).toEqual([[{}, 2]]);
  });

  test('that change between two readings reach the SDK as they were checked', async () => {
    const { untyped, points } = setUp();
    let readings = 0;
    const attributes = {
      get 'job.outcome'() {
        readings += 1;
        return readings % 2 === 1 ? 'ok' : { poison: true };
      },
    };
    for (let time = 0; time < 5; time += 1) untyped.runs.add(1, attributes);
    const names = (await points('job.runs')).map(([series]) => series);
    expect(
      names.every((series) => [undefined, 'ok'].includes((series as never)['job.outcome'])),
    ).toBe(true);
  });

  test.each(['job.name', 'other'])(
    'are not taken from a prototype polluted with %s',
    async (name) => {
      const { instruments, points, dropped } = setUp();
      const prototype = Object.prototype as unknown as Record<string, unknown>;
      instruments.runs.add(1, { 'job.outcome': 'ok', 'job.name': 'mallory' });
      prototype[name] = 'mallory';
      try {
        instruments.runs.add(1, { 'job.outcome': 'ok' });
        instruments.runs.add(1, { 'job.outcome': 'ok' });
      } finally {
        delete prototype[name];
      }
      expect(await points('job.runs')).toEqual([
        [{ 'job.outcome': 'ok', 'job.name': 'mallory' }, 1],
        [{ 'job.outcome': 'ok' }, 2],
      ]);
      expect(dropped()).toEqual({});
    },
  );
});

describe('too many values', () => {
  test('of one attribute are recorded under otel.metric.overflow, counted and explained once', async () => {
    const { instruments, points, dropped, said } = setUp();
    for (const name of ['a', 'b', 'c', 'd', 'a', 'e', 'c'])
      instruments.runs.add(1, { 'job.name': name });
    expect(await points('job.runs')).toEqual([
      [{ 'job.name': 'a' }, 2],
      [{ 'job.name': 'b' }, 1],
      [{ 'job.name': 'c' }, 2],
      [OVERFLOW, 2],
    ]);
    expect(dropped()).toEqual({ attribute_overflow: 2 });
    expect(said).toEqual([
      'telemetry/guard: "job.name" of "job.runs" reached 3 values; further ones are recorded under otel.metric.overflow. Use a fixed set of values, or raise its maxValues.',
    ]);
  });

  test('of one attribute do not use up the series of the instrument', async () => {
    const { instruments, points } = setUp();
    for (let name = 0; name < 100; name += 1) {
      instruments.attempts.add(1, { 'job.attempt': 1, 'job.name': `name ${name}` });
    }
    instruments.attempts.add(1, { 'job.attempt': 2 });
    expect(await points('job.attempts')).toContainEqual([{ 'job.attempt': 2 }, 1]);
  });

  test('together overflow the instrument, which names its widest attribute', async () => {
    const { instruments, points, dropped, said } = setUp();
    for (let attempt = 1; attempt <= 7; attempt += 1)
      instruments.attempts.add(1, { 'job.attempt': attempt });
    expect(await points('job.attempts')).toEqual([
      [{ 'job.attempt': 1 }, 1],
      [{ 'job.attempt': 2 }, 1],
      [{ 'job.attempt': 3 }, 1],
      [{ 'job.attempt': 4 }, 1],
      [OVERFLOW, 3],
    ]);
    expect(dropped()).toEqual({ instrument_overflow: 3 });
    expect(said).toEqual([
      'telemetry/guard: "job.attempts" reached 4 series; further ones are recorded under otel.metric.overflow. Most values come from "job.attempt" (4): use fewer, or leave it out.',
    ]);
  });

  test.each([
    ['after the others', false],
    ['before the others', true],
  ])(
    'meet our limit before the silent one of the SDK, when the overflow comes %s',
    async (_, isFirst) => {
      const { instruments, points, dropped } = setUp();
      const overflow = () => {
        for (let share = 0; share < 101; share += 1)
          instruments.wide.add(1, { 'job.share': share / 7 });
      };
      if (isFirst) overflow();
      for (let attempt = 0; attempt < 100; attempt += 1) {
        for (let share = 0; share < 30; share += 1) {
          instruments.wide.add(1, { 'job.attempt': attempt, 'job.share': share / 7 });
        }
      }
      if (!isFirst) overflow();
      const series = await points('job.wide');
      const overflowed = series.find(
        ([attributes]) => 'otel.metric.overflow' in (attributes as object),
      );
      const { attribute_overflow = 0, instrument_overflow = 0 } = dropped();
      expect(series.length).toBe(1_999);
      expect(overflowed?.[1]).toBe(attribute_overflow + instrument_overflow);
    },
  );
});

describe('a bound handle', () => {
  test('records into the same series as the instrument', async () => {
    const { instruments, points } = setUp();
    const failed = instruments.runs.bind({ 'job.outcome': 'failed' });
    failed.add(1);
    failed.add(2);
    instruments.runs.add(4, { 'job.outcome': 'failed' });
    instruments.duration.bind({ 'job.outcome': 'ok' }).record(2);
    expect(await points('job.runs')).toEqual([[{ 'job.outcome': 'failed' }, 7]]);
    expect(await points('job.duration')).toEqual([[{ 'job.outcome': 'ok' }, 1]]);
  });

  test('does not see what becomes of the attributes object', async () => {
    const { instruments, points } = setUp();
    const attributes: { 'job.attempt': number } = { 'job.attempt': 1 };
    const bound = instruments.runs.bind(attributes);
    attributes['job.attempt'] = 2;
    bound.add(1);
    expect(await points('job.runs')).toEqual([[{ 'job.attempt': 1 }, 1]]);
  });

  test('reads its attributes once and asks for its series once, however often it records', async () => {
    const { untyped, points } = setUp();
    const admit = vi.spyOn(AttributeGuard.prototype, 'admit');
    onTestFinished(() => admit.mockRestore());
    let readings = 0;
    const bound = untyped.runs.bind({
      get 'job.outcome'() {
        readings += 1;
        return 'ok';
      },
    });
    for (let time = 0; time < 1_000; time += 1) bound.add(1);
    expect(readings).toBe(1);
    expect(admit).toHaveBeenCalledTimes(1);
    expect(await points('job.runs')).toEqual([[{ 'job.outcome': 'ok' }, 1_000]]);
  });

  test('counts what it leaves out once, and what it lacks at each measurement', async () => {
    const { untyped, dropped } = setUp();
    const bound = untyped.duration.bind({ unknown: 'x', 'job.outcome': 'fine' });
    bound.record(1);
    bound.record(1);
    expect(dropped()).toEqual({ unknown_attribute: 1, bad_attribute: 1, missing_attribute: 2 });
  });

  test('takes its place among the series at its first measurement, not before', async () => {
    const { instruments, points, dropped } = setUp();
    const bound = instruments.runs.bind({ 'job.name': 'late' });
    for (const name of ['a', 'b', 'c']) instruments.runs.add(1, { 'job.name': name });
    bound.add(5);
    expect(await points('job.runs')).toContainEqual([OVERFLOW, 5]);
    expect(dropped()).toEqual({ attribute_overflow: 1 });
  });
});
