import { ValueType, type Meter } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  MeterProvider,
  MetricReader,
  type ScopeMetrics,
} from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import { DeltaReader } from './delta-reader.ts';
import type { TestMetric } from '../signals/test-signals.ts';
import { toTestMetrics } from './from-sdk.ts';

/** The SDK's own way: asynchronous. */
class OfficialReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  }
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

type Step = (turn: number) => void;

const PROGRAMS: Record<string, (meter: Meter) => Step> = {
  'a counter, negatives and all': (meter) => {
    const counter = meter.createCounter('c', { unit: '1', description: 'd' });
    return (turn) => {
      counter.add(turn + 1, { a: 'x', b: 1 });
      counter.add(2, { b: 1, a: 'x' });
      counter.add(-1, { a: 'x' });
      counter.add('7' as never);
      if (turn !== 1) counter.add(1);
    };
  },
  'an up-down counter of integers': (meter) => {
    const counter = meter.createUpDownCounter('u', { valueType: ValueType.INT });
    return (turn) => counter.add(turn === 1 ? -2.7 : 3);
  },
  'a gauge that rests for a turn': (meter) => {
    const gauge = meter.createGauge('g');
    return (turn) => turn !== 1 && gauge.record(turn / 4, { turn });
  },
  'histograms with own and default buckets': (meter) => {
    const own = meter.createHistogram('h1', { advice: { explicitBucketBoundaries: [0.1, 1] } });
    const standard = meter.createHistogram('h2');
    return (turn) => {
      own.record(0.1);
      own.record(turn, { turn: 'n' });
      standard.record(turn * 100);
      standard.record(Number.NaN);
    };
  },
  'more series than the SDK keeps': (meter) => {
    const counter = meter.createCounter('many');
    return () => {
      for (let index = 0; index < 2_005; index += 1) counter.add(1, { index });
    };
  },
  'observables of every kind, throwing ones and batches': (meter) => {
    let turn = 0;
    const total = meter.createObservableCounter('oc');
    const size = meter.createObservableUpDownCounter('ou', { valueType: ValueType.INT });
    const level = meter.createObservableGauge('og');
    total.addCallback((result) => {
      result.observe(turn * 10, { a: 1 });
      result.observe(turn, { a: 2 });
      result.observe(turn * 11, { a: 1 });
    });
    level.addCallback((result) => result.observe('3' as never));
    level.addCallback(() => {
      throw new Error('broken');
    });
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(size, 5.9 - turn);
        result.observe(level, turn, { batch: true });
      },
      [size, level],
    );
    return (now) => {
      turn = now;
    };
  },
  'two declarations in conflict': (meter) => {
    const a = meter.createCounter('same', { unit: 's' });
    const b = meter.createCounter('same', { unit: 'ms' });
    return () => {
      a.add(1);
      b.add(2);
    };
  },
};

describe('DeltaReader reads, synchronously, what the SDK collects', () => {
  it.each(Object.entries(PROGRAMS))('%s', async (_name, program) => {
    const official = new OfficialReader();
    const ours = new DeltaReader(Date.now);
    const steps = [official, ours].map((reader) =>
      program(new MeterProvider({ readers: [reader] }).getMeter('scope', '1.0.0')),
    );

    for (let turn = 0; turn < 4; turn += 1) {
      for (const step of steps) step(turn);
      const { resourceMetrics } = await official.collect();
      const expected = plain(resourceMetrics.scopeMetrics);
      expect(plain(ours.collectNow())).toEqual(expected);
      expect(expected.length > 0 || turn === 1, 'the program emits something').toBe(true);
    }
  });
});

describe('DeltaReader with asynchronous callbacks', () => {
  it('shows their values on the first read after settling', async () => {
    const reader = new DeltaReader(Date.now);
    const meter = new MeterProvider({ readers: [reader] }).getMeter('scope');
    meter.createObservableGauge('slow').addCallback(async (result) => {
      await Promise.resolve();
      result.observe(7);
    });

    expect(reader.collectNow()).toEqual([]);
    await reader.settle();

    expect(plain(reader.collectNow())).toMatchObject([{ name: 'slow', points: [{ value: 7 }] }]);
  });

  it('survives one that rejects', async () => {
    const reader = new DeltaReader(Date.now);
    const meter = new MeterProvider({ readers: [reader] }).getMeter('scope');
    meter.createObservableGauge('bad').addCallback(async (result) => {
      result.observe(1);
      throw new Error('broken');
    });

    await reader.settle();

    expect(reader.collectNow()).toEqual([]);
  });
});

it('says which version to install when the SDK has another shape', () => {
  const strange = { collect: async () => ({}) } as never;

  expect(() => new DeltaReader(Date.now).setMetricProducer(strange)).toThrow(
    /another shape.*Install @opentelemetry\/sdk-metrics in exactly the version/,
  );
});

function plain(scopeMetrics: readonly ScopeMetrics[]): TestMetric[] {
  return toTestMetrics(scopeMetrics, emptyResource());
}
