/**
 * Ours beside OpenTelemetry's own instrumentations of runtime and process, in one process, on one meter provider. Where they
 * differ, the test says on which side the semantic conventions are: docs/decisions/0006-infrastructure-metrics.md.
 */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { startInfrastructureMetrics } from '@fluxora/telemetry-infrastructure';
import {
  DataPointType,
  MeterProvider,
  MetricReader,
  type DataPoint,
  type Histogram,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const RESOLUTION_MS = 10;
const OURS = '@fluxora/telemetry-infrastructure';
const RUNTIME = '@opentelemetry/instrumentation-runtime-node';
const HOST = '@opentelemetry/instrumentation-host-metrics';

interface Instrumentation {
  setMeterProvider(provider: MeterProvider): void;
  disable(): void;
}

// Where the meta-package finds them, in the version that it brings.
const contributed = createRequire(
  createRequire(import.meta.url).resolve('@opentelemetry/auto-instrumentations-node'),
);

function create(name: string, className: string, config: object): Instrumentation {
  const exported = contributed(name) as Record<string, new (config: object) => Instrumentation>;
  const Class = exported[className];
  if (!Class) throw new Error(`${name} has no ${className}`);
  return new Class(config);
}

class Reader extends MetricReader {
  override async onForceFlush(): Promise<void> {}
  override async onShutdown(): Promise<void> {}
}

/** Metrics by name, per scope. */
type Scopes = Map<string, Map<string, MetricData>>;

v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc') as (options: { type: 'minor' | 'major' }) => void;

let scopes: Scopes;
const undo: (() => void)[] = [];

beforeAll(async () => {
  const reader = new Reader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const theirs = [
    create(RUNTIME, 'RuntimeNodeInstrumentation', { monitoringPrecision: RESOLUTION_MS }),
    // The other groups start child processes.
    create(HOST, 'HostMetricsInstrumentation', { metricGroups: ['process.cpu', 'process.memory'] }),
  ];
  for (const each of theirs) each.setMeterProvider(meterProvider);
  const ours = startInfrastructureMetrics({
    host: false,
    container: false,
    runtime: { eventLoopDelayResolutionMs: RESOLUTION_MS },
    providers: { meterProvider },
  });
  undo.push(() => ours.stop(), ...theirs.map((each) => () => each.disable()));

  await sleep(100);
  await reader.collect();
  for (let each = 0; each < 5; each++) gc({ type: 'minor' });
  gc({ type: 'major' });
  // The first tick after a collection is the zero point of both, so that a block before it would go unseen.
  await sleep(100);
  for (const end = performance.now() + 200; performance.now() < end;);
  await sleep(1_500);
  const { resourceMetrics } = await reader.collect();
  scopes = new Map(
    resourceMetrics.scopeMetrics.map(({ scope, metrics }) => [
      scope.name,
      new Map(metrics.map((each) => [each.descriptor.name, each])),
    ]),
  );
});

afterAll(() => {
  for (const action of undo) action();
});

function metric(scope: string, name: string): MetricData {
  const found = scopes.get(scope)?.get(name);
  if (!found) throw new Error(`${scope} emits no ${name}`);
  return found;
}

const keyOf = ({ attributes }: { attributes: object }) =>
  JSON.stringify(Object.entries(attributes).toSorted(([a], [b]) => a.localeCompare(b)));

/** Both values of each series that we have, ours first. */
function pairs(name: string, scope: string): [string, number, number][] {
  const theirs = new Map(
    (metric(scope, name).dataPoints as DataPoint<number>[]).map((each) => [
      keyOf(each),
      each.value,
    ]),
  );
  return (metric(OURS, name).dataPoints as DataPoint<number>[]).map((each) => [
    keyOf(each),
    each.value,
    theirs.get(keyOf(each)) ?? NaN,
  ]);
}

/** Series whose values are further apart than a share of theirs and some slack. */
function differences(name: string, scope: string, share: number, slack: number): string[] {
  return pairs(name, scope)
    .filter(([, ours, theirs]) => !(Math.abs(ours - theirs) <= slack + share * Math.abs(theirs)))
    .map(([key, ours, theirs]) => `${name} ${key}: ours ${ours}, theirs ${theirs}`);
}

function shapeOf({ descriptor, dataPointType, dataPoints, ...rest }: MetricData) {
  return {
    unit: descriptor.unit,
    kind: DataPointType[dataPointType],
    isMonotonic: 'isMonotonic' in rest ? rest.isMonotonic : undefined,
    attributes: [...new Set(dataPoints.flatMap((each) => Object.keys(each.attributes)))],
  };
}

describe('beside instrumentation-runtime-node', () => {
  /** Gauges there; up-down counters by the conventions. */
  const OTHER_KIND = [
    'v8js.memory.heap.used',
    'v8js.memory.heap.space.available_size',
    'v8js.memory.heap.space.physical_size',
  ];

  it('has every one of its metrics', () => {
    const theirs = [...(scopes.get(RUNTIME)?.keys() ?? [])];
    expect(theirs.length).toBeGreaterThanOrEqual(15);
    expect(theirs.filter((name) => !scopes.get(OURS)?.has(name))).toEqual([]);
  });

  it('has more than that, below names of its own', () => {
    const more = [...(scopes.get(OURS)?.keys() ?? [])].filter(
      (name) => !scopes.get(RUNTIME)?.has(name) && !name.includes('process.'),
    );
    expect(more.toSorted()).toEqual([
      'fluxora.nodejs.eventloop.events',
      'fluxora.nodejs.eventloop.iterations',
      'fluxora.nodejs.eventloop.waiting_events',
      'fluxora.v8js.memory.array_buffers',
      'fluxora.v8js.memory.external',
      'fluxora.v8js.memory.heap.limit',
    ]);
  });

  it('agrees on units, kinds and attributes, but for three kinds', () => {
    for (const [name, theirs] of scopes.get(RUNTIME) ?? []) {
      const ours = shapeOf(metric(OURS, name));
      const kind = OTHER_KIND.includes(name)
        ? { kind: 'SUM', isMonotonic: false }
        : { kind: shapeOf(theirs).kind, isMonotonic: shapeOf(theirs).isMonotonic };
      expect({ name, ...ours }).toEqual({ name, ...shapeOf(theirs), ...kind });
    }
  });

  it('agrees on heap spaces, and leaves out those that are never used', () => {
    expect(differences('v8js.memory.heap.space.size', RUNTIME, 0.1, 1 << 20)).toEqual([]);
    expect(differences('v8js.memory.heap.used', RUNTIME, 0.1, 1 << 20)).toEqual([]);
    expect(differences('v8js.memory.heap.space.available_size', RUNTIME, 0.1, 1 << 20)).toEqual([]);
    expect(differences('v8js.memory.heap.space.physical_size', RUNTIME, 0.1, 1 << 20)).toEqual([]);
    const ours = new Set(metric(OURS, 'v8js.memory.heap.space.size').dataPoints.map(keyOf));
    const left = (
      metric(RUNTIME, 'v8js.memory.heap.space.size').dataPoints as DataPoint<number>[]
    ).filter((each) => !ours.has(keyOf(each)));
    expect(left.map(({ value }) => value)).toEqual(left.map(() => 0));
  });

  it('agrees on the time and use of the event loop', () => {
    expect(differences('nodejs.eventloop.time', RUNTIME, 0.05, 0.05)).toEqual([]);
    expect(differences('nodejs.eventloop.utilization', RUNTIME, 0.1, 0.1)).toEqual([]);
  });

  it('agrees on active resources', () => {
    expect(differences('v8js.resource.active', RUNTIME, 0, 2)).toEqual([]);
  });

  it('agrees on the number and duration of garbage collections', () => {
    const histograms = (scope: string) =>
      new Map(
        (metric(scope, 'v8js.gc.duration').dataPoints as DataPoint<Histogram>[]).map((each) => [
          keyOf(each),
          each.value,
        ]),
      );
    const [ours, theirs] = [histograms(OURS), histograms(RUNTIME)];
    expect([...ours.keys()].toSorted()).toEqual([...theirs.keys()].toSorted());
    for (const [key, { count, sum }] of theirs) {
      // Ours starts a moment later.
      expect(Math.abs((ours.get(key)?.count ?? 0) - count)).toBeLessThanOrEqual(2);
      expect(Math.abs((ours.get(key)?.sum ?? 0) - (sum ?? 0))).toBeLessThan(0.05);
    }
  });

  it('agrees on the delay of the event loop, less the interval of the timer', () => {
    const interval = RESOLUTION_MS / 1e3;
    for (const statistic of ['max', 'mean', 'p50', 'p90', 'p99']) {
      const [[, ours, theirs] = ['', NaN, NaN]] = pairs(
        `nodejs.eventloop.delay.${statistic}`,
        RUNTIME,
      );
      expect(theirs).toBeGreaterThan(interval * 0.9);
      expect(Math.abs(ours + interval - theirs), `${statistic}: ${ours}, ${theirs}`).toBeLessThan(
        0.02,
      );
    }
    expect(differences('nodejs.eventloop.delay.stddev', RUNTIME, 0.5, 0.01)).toEqual([]);
    const [[, max] = ['', NaN]] = pairs('nodejs.eventloop.delay.max', RUNTIME);
    expect(max).toBeGreaterThan(0.15);
  });
});

describe('beside instrumentation-host-metrics', () => {
  it('agrees on the names of process metrics', () => {
    expect([...(scopes.get(HOST)?.keys() ?? [])].toSorted()).toEqual([
      'process.cpu.time',
      'process.cpu.utilization',
      'process.memory.usage',
    ]);
    for (const name of scopes.get(HOST)?.keys() ?? []) {
      expect(shapeOf(metric(OURS, name)).attributes).toEqual(
        shapeOf(metric(HOST, name)).attributes,
      );
    }
  });

  it('agrees on CPU time and memory', () => {
    expect(differences('process.cpu.time', HOST, 0.05, 0.05)).toEqual([]);
    expect(differences('process.memory.usage', HOST, 0.1, 1 << 20)).toEqual([]);
  });

  it('agrees on the use of CPUs, where all of them are available', () => {
    expect(differences('process.cpu.utilization', HOST, 0.2, 0.1)).toEqual([]);
  });

  it('has the units and the kind of the conventions, which are absent there', () => {
    expect(shapeOf(metric(HOST, 'process.cpu.utilization')).unit).toBe('');
    expect(shapeOf(metric(OURS, 'process.cpu.utilization')).unit).toBe('1');
    expect(shapeOf(metric(HOST, 'process.memory.usage'))).toMatchObject({
      unit: '',
      kind: 'GAUGE',
    });
    expect(shapeOf(metric(OURS, 'process.memory.usage'))).toMatchObject({
      unit: 'By',
      kind: 'SUM',
      isMonotonic: false,
    });
  });
});
