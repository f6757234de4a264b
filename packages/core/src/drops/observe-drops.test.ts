import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { telemetryCatalog } from '../telemetry-catalog.ts';
import { DROP_CAUSES } from './drop-causes.ts';
import { DropLedger } from './drop-ledger.ts';
import { observeDrops } from './observe-drops.ts';

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
  const stop = observeDrops({ meterProvider: new MeterProvider({ readers: [reader] }), drops });
  const collect = async () =>
    (await reader.collect()).resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return { drops, stop, collect };
}

test('exports what was dropped as a counter by signal and cause', async () => {
  const { drops, collect } = setUp();
  drops.record('metrics', 'nan');
  drops.record('traces', 'queue_full', 5);
  drops.record('metrics', 'nan');
  const [metric] = await collect();
  expect(metric?.descriptor).toMatchObject({ name: 'fluxora.telemetry.dropped', unit: '{item}' });
  expect(metric?.dataPoints.map(({ attributes, value }) => [attributes, value])).toEqual([
    [{ 'fluxora.telemetry.signal': 'traces', 'fluxora.telemetry.cause': 'queue_full' }, 5],
    [{ 'fluxora.telemetry.signal': 'metrics', 'fluxora.telemetry.cause': 'nan' }, 2],
  ]);
});

test('exports nothing while nothing is dropped, and nothing after it is stopped', async () => {
  const { drops, stop, collect } = setUp();
  expect(await collect()).toEqual([]);
  stop();
  drops.record('logs', 'oversize');
  expect(await collect()).toEqual([]);
});

test('declares every cause that the ledger knows', () => {
  expect(telemetryCatalog.attributes['fluxora.telemetry.cause'].values).toEqual(
    Object.keys(DROP_CAUSES),
  );
});
