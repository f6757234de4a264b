import {
  createNoopMeter,
  metrics,
  type MeterProvider as ApiMeterProvider,
} from '@opentelemetry/api';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defineCatalog } from '../catalog/define-catalog.ts';
import { DropLedger } from '../drops/drop-ledger.ts';
import { Notices } from '../notices.ts';
import { createInstruments } from './create-instruments.ts';
import { rebindInstruments } from './rebind.ts';

class Reader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const catalog = defineCatalog({
  name: 'test',
  version: '1.0.0',
  attributes: { 'job.name': { type: 'string', maxValues: 2, description: 'Name.' } },
  signals: {
    runs: {
      name: 'job.runs',
      kind: 'counter',
      unit: '{run}',
      description: 'Runs.',
      stability: 'stable',
      attributes: { 'job.name': 'recommended' },
    },
    duration: {
      name: 'job.duration',
      kind: 'histogram',
      unit: 's',
      description: 'Duration.',
      stability: 'stable',
      buckets: [1],
      attributes: { 'job.name': 'recommended' },
    },
    depth: {
      name: 'job.depth',
      kind: 'observableGauge',
      unit: '{job}',
      description: 'Depth.',
      stability: 'stable',
    },
  },
});

function sdk() {
  const reader = new Reader();
  const provider = new MeterProvider({ readers: [reader] });
  return {
    provider,
    /** What arrived since the last call: value by name and attributes. */
    values: async () => {
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics
        .flatMap((scope) => scope.metrics)
        .flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => [
            descriptor.name,
            ...Object.values(attributes),
            typeof value === 'object' && 'count' in value ? value.count : value,
          ]),
        );
    },
  };
}

function register(provider: ApiMeterProvider): void {
  metrics.disable();
  metrics.setGlobalMeterProvider(provider);
}

/** Not shared with other tests: instruments belong to a catalog and its providers. */
function lateInstruments() {
  const drops = new DropLedger();
  const said: string[] = [];
  const notices = new Notices((message) => said.push(message));
  return { ...createInstruments(catalog, { drops, notices }), drops, said };
}

beforeEach(() => metrics.disable());
afterEach(() => metrics.disable());

describe('instruments made before any SDK', () => {
  test('do nothing, count nothing and say nothing while there is none', () => {
    const { runs, duration, depth, drops, said } = lateInstruments();
    runs.add(Number.NaN, { 'job.name': 'a' });
    duration.record(-1);
    runs.bind({ 'job.name': 'a' }).add(-1);
    const stop = depth.observe((observe) => observe(1));
    stop();
    expect(drops.counts()).toEqual([]);
    expect(said).toEqual([]);
  });

  test('know that nobody listens', () => {
    const { runs, duration, depth } = lateInstruments();
    const states = () => [runs.isEnabled(), duration.isEnabled(), depth.isEnabled()];
    expect(states()).toEqual([false, false, false]);
    register(sdk().provider);
    expect(states()).toEqual([true, true, true]);
    metrics.disable();
    expect(states()).toEqual([false, false, false]);
  });

  test('start to work once one is registered', async () => {
    const { runs, duration } = lateInstruments();
    const bound = runs.bind({ 'job.name': 'bound' });
    runs.add(1);
    bound.add(1);
    const { provider, values } = sdk();
    register(provider);
    runs.add(2);
    bound.add(3);
    duration.record(4);
    expect(await values()).toEqual([
      ['job.runs', 2],
      ['job.runs', 'bound', 3],
      ['job.duration', 1],
    ]);
  });

  test('follow when it is replaced', async () => {
    const { runs } = lateInstruments();
    const bound = runs.bind({ 'job.name': 'bound' });
    const [first, second] = [sdk(), sdk()];
    register(first.provider);
    runs.add(1);
    bound.add(1);
    register(second.provider);
    runs.add(10);
    bound.add(10);
    metrics.disable();
    runs.add(100);
    bound.add(100);
    expect(await first.values()).toEqual([
      ['job.runs', 1],
      ['job.runs', 'bound', 1],
    ]);
    expect(await second.values()).toEqual([
      ['job.runs', 10],
      ['job.runs', 'bound', 10],
    ]);
  });

  test('begin with empty limits at every new one', async () => {
    const { runs, drops } = lateInstruments();
    for (const names of [
      ['a', 'b'],
      ['c', 'd'],
    ] as const) {
      const { provider, values } = sdk();
      register(provider);
      for (const name of names) runs.add(1, { 'job.name': name });
      expect(await values()).toEqual(names.map((name) => ['job.runs', name, 1]));
    }
    expect(drops.counts()).toEqual([]);
  });
});

describe('observables made before any SDK', () => {
  test('report once one is registered and rebindInstruments() has been called', async () => {
    const { depth } = lateInstruments();
    const stop = depth.observe((observe) => observe(7));
    const { provider, values } = sdk();
    register(provider);
    rebindInstruments();
    expect(await values()).toEqual([['job.depth', 7]]);
    stop();
  });

  test('report as soon as any other instrument is used', async () => {
    const { runs, depth } = lateInstruments();
    const stop = depth.observe((observe) => observe(7));
    const { provider, values } = sdk();
    register(provider);
    runs.add(1);
    expect(await values()).toEqual([
      ['job.runs', 1],
      ['job.depth', 7],
    ]);
    stop();
  });

  test('move to the SDK that replaces it, and report to the former no more', async () => {
    const { depth } = lateInstruments();
    const callback = vi.fn<(observe: (value: number) => void) => void>((observe) => observe(7));
    const stop = depth.observe(callback);
    const [first, second] = [sdk(), sdk()];
    register(first.provider);
    rebindInstruments();
    rebindInstruments();
    register(second.provider);
    rebindInstruments();
    expect([await first.values(), await second.values()]).toEqual([[], [['job.depth', 7]]]);
    expect(callback).toHaveBeenCalledTimes(1);
    stop();
  });

  test('stay stopped when they were stopped before', async () => {
    const { depth } = lateInstruments();
    const stop = depth.observe((observe) => observe(7));
    stop();
    stop();
    const { provider, values } = sdk();
    register(provider);
    rebindInstruments();
    expect(await values()).toEqual([]);
  });
});

describe('an explicit provider', () => {
  test('is used whatever is registered', async () => {
    const [registered, own] = [sdk(), sdk()];
    register(registered.provider);
    createInstruments(catalog, { meterProvider: own.provider }).runs.add(1);
    expect([await registered.values(), await own.values()]).toEqual([[], [['job.runs', 1]]]);
  });

  test('that is a no-op leaves instruments disabled', () => {
    const meterProvider = { getMeter: () => createNoopMeter() };
    expect(createInstruments(catalog, { meterProvider }).runs.isEnabled()).toBe(false);
  });

  test('that has been shut down leaves new instruments disabled', async () => {
    const { provider } = sdk();
    await provider.shutdown();
    expect(createInstruments(catalog, { meterProvider: provider }).runs.isEnabled()).toBe(false);
  });
});

describe('an SDK that throws', () => {
  const broken = () => {
    throw new Error('broken SDK');
  };

  test.each([
    ['for a meter', broken],
    ['for an instrument', () => ({ ...createNoopMeter(), createCounter: broken })],
  ])('%s disables the instrument, is counted and said once', (_, getMeter) => {
    const drops = new DropLedger();
    const said: string[] = [];
    const { runs } = createInstruments(catalog, {
      meterProvider: { getMeter } as unknown as ApiMeterProvider,
      drops,
      notices: new Notices((message) => said.push(message)),
    });
    runs.add(1);
    runs.add(1);
    expect(runs.isEnabled()).toBe(false);
    expect(drops.counts()).toEqual([{ signal: 'metrics', cause: 'sdk_failed', count: 1 }]);
    expect(said).toEqual([
      'telemetry/guard: the OpenTelemetry SDK threw "broken SDK" for "job.runs". Check which SDK is registered, and its version.',
    ]);
  });

  test('while recording costs that measurement', () => {
    const drops = new DropLedger();
    const meter = { ...createNoopMeter(), createCounter: () => ({ add: broken }) };
    const { runs } = createInstruments(catalog, {
      meterProvider: { getMeter: () => meter } as unknown as ApiMeterProvider,
      drops,
      notices: new Notices(() => undefined),
    });
    runs.add(1);
    runs.bind().add(1);
    expect(drops.counts()).toEqual([{ signal: 'metrics', cause: 'sdk_failed', count: 2 }]);
  });
});

describe('an SDK with bound instruments of its own', () => {
  function bindingSdk() {
    const added: unknown[] = [];
    const bind = vi.fn<(attributes: object) => object>((attributes) => {
      return { add: (value: number) => added.push([attributes, value]) };
    });
    const meter = { ...createNoopMeter(), createCounter: () => ({ add: () => undefined, bind }) };
    return { added, bind, provider: { getMeter: () => meter } as unknown as ApiMeterProvider };
  }

  test('binds each series once, for handles and plain calls alike', () => {
    const { added, bind, provider } = bindingSdk();
    const { runs } = createInstruments(catalog, { meterProvider: provider });
    const bound = runs.bind({ 'job.name': 'a' });
    bound.add(1);
    bound.add(2);
    runs.add(3, { 'job.name': 'a' });
    runs.add(4);
    expect(added).toEqual([
      [{ 'job.name': 'a' }, 1],
      [{ 'job.name': 'a' }, 2],
      [{ 'job.name': 'a' }, 3],
      [{}, 4],
    ]);
    expect(bind).toHaveBeenCalledTimes(2);
  });

  test('binds anew when it is replaced', () => {
    const { runs } = lateInstruments();
    const bound = runs.bind({ 'job.name': 'a' });
    const [first, second] = [bindingSdk(), bindingSdk()];
    for (const { provider } of [first, second]) {
      register(provider);
      bound.add(1);
    }
    expect([first.added, second.added]).toEqual([
      [[{ 'job.name': 'a' }, 1]],
      [[{ 'job.name': 'a' }, 1]],
    ]);
  });
});
