import type { Attributes } from '@opentelemetry/api';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { defineCatalog } from '../catalog/define-catalog.ts';
import { DropLedger } from '../drops/drop-ledger.ts';
import { Notices } from '../notices.ts';
import { createInstruments } from './create-instruments.ts';

const queue = {
  description: 'Queue.',
  stability: 'stable',
  attributes: { queue: 'recommended' },
} as const;

const catalog = defineCatalog({
  name: 'test',
  version: '1.0.0',
  attributes: { queue: { type: 'string', maxValues: 2, description: 'Queue.' } },
  signals: {
    done: { ...queue, name: 'queue.done', kind: 'observableCounter', unit: '{job}' },
    depth: { ...queue, name: 'queue.depth', kind: 'observableUpDownCounter', unit: '{job}' },
    age: { ...queue, name: 'queue.age', kind: 'observableGauge', unit: 's' },
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
  const collect = async () => {
    const { resourceMetrics, errors } = await reader.collect();
    expect(errors).toEqual([]);
    const points: readonly { attributes: Attributes; value: unknown }[] =
      resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics)[0]?.dataPoints ?? [];
    return points.map(({ attributes, value }) => [attributes, value]);
  };
  return { ...instruments, drops, said, collect };
}

const OVERFLOW = { 'otel.metric.overflow': true };

test('reports the present values at every collection until it is stopped', async () => {
  const { depth, collect } = setUp();
  let jobs = 0;
  const stop = depth.observe((observe) => {
    jobs += 1;
    observe(jobs, { queue: 'a' });
    observe(-jobs, { queue: 'b' });
  });
  expect(await collect()).toEqual([
    [{ queue: 'a' }, 1],
    [{ queue: 'b' }, -1],
  ]);
  expect(await collect()).toEqual([
    [{ queue: 'a' }, 2],
    [{ queue: 'b' }, -2],
  ]);
  stop();
  await collect();
  expect(jobs).toBe(2);
});

test('waits for an asynchronous callback', async () => {
  const { age, collect } = setUp();
  age.observe(async (observe) => {
    await Promise.resolve();
    observe(1.5, { queue: 'a' });
  });
  expect(await collect()).toEqual([[{ queue: 'a' }, 1.5]]);
});

test('adds up what several callbacks report for different attributes', async () => {
  const { depth, collect } = setUp();
  depth.observe((observe) => observe(1, { queue: 'a' }));
  depth.observe((observe) => observe(2, { queue: 'b' }));
  expect(await collect()).toEqual([
    [{ queue: 'a' }, 1],
    [{ queue: 'b' }, 2],
  ]);
});

test('drops and counts values that are no measurement, and keeps the others', async () => {
  const { done, collect, drops, said } = setUp();
  done.observe((observe) => {
    for (const value of [Number.NaN, -1, Number.POSITIVE_INFINITY, 5n, '5']) {
      observe(value as number, { queue: 'a' });
    }
    observe(3, { queue: 'b' });
  });
  expect(await collect()).toEqual([[{ queue: 'b' }, 3]]);
  expect(drops.counts().map(({ cause, count }) => [cause, count])).toEqual([
    ['nan', 1],
    ['negative', 1],
    ['infinity', 1],
    ['not_a_number', 2],
  ]);
  expect(said).toContain(
    'telemetry/guard: "queue.done" was given -1, which was dropped and counted. An observableCounter takes numbers from 0 up.',
  );
});

test.each(['done', 'depth'] as const)('sums up what overflows of "%s"', async (key) => {
  const { [key]: instrument, collect, drops } = setUp();
  instrument.observe((observe) => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) observe(10, { queue: name });
  });
  const expected = [
    [{ queue: 'a' }, 10],
    [{ queue: 'b' }, 10],
    [OVERFLOW, 30],
  ];
  expect([await collect(), await collect()]).toEqual([expected, expected]);
  expect(drops.counts()).toEqual([{ signal: 'metrics', cause: 'attribute_overflow', count: 6 }]);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('no queue');
    },
  ],
  ['rejects', async () => Promise.reject(new Error('no queue'))],
  ['returns a foreign promise that rejects', () => rejecting],
])(
  'a callback that %s costs only itself, is counted each time and said once',
  async (_, callback) => {
    const { depth, collect, drops, said } = setUp();
    depth.observe(callback as () => void);
    depth.observe((observe) => observe(2, { queue: 'b' }));
    expect(await collect()).toEqual([[{ queue: 'b' }, 2]]);
    await collect();
    expect(drops.counts()).toEqual([{ signal: 'metrics', cause: 'callback_failed', count: 2 }]);
    expect(said).toEqual([
      'telemetry/guard: a callback of "queue.depth" failed with "no queue"; its values are missing. Catch the error in the callback.',
    ]);
  },
);

const rejecting = {
  // oxlint-disable-next-line unicorn/no-thenable -- that is the case to test
  then: (_: unknown, reject: (reason: Error) => void) => reject(new Error('no queue')),
};
