import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { defineCatalog } from '../catalog/define-catalog.ts';
import { DropLedger } from '../drops/drop-ledger.ts';
import { Notices } from '../notices.ts';
import { createInstruments } from './create-instruments.ts';
import { limitSeries } from './series-limit.ts';

class Reader extends MetricReader {
  constructor(seriesPerInstrument: number) {
    super({
      aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
      cardinalitySelector: () => seriesPerInstrument,
    });
  }
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

const catalog = defineCatalog({
  name: 'test',
  version: '1.0.0',
  attributes: { 'job.name': { type: 'string', maxValues: 100, description: 'Name.' } },
  signals: {
    runs: {
      name: 'job.runs',
      kind: 'counter',
      unit: '{run}',
      description: 'Runs.',
      stability: 'stable',
      attributes: { 'job.name': 'recommended' },
      maxSeries: 6,
    },
    starts: {
      name: 'job.starts',
      kind: 'counter',
      unit: '{start}',
      description: 'Starts.',
      stability: 'stable',
      attributes: { 'job.name': 'recommended' },
    },
  },
});

/** 50 values for one instrument, whose SDK keeps so many series. */
async function record50(key: 'runs' | 'starts', seriesPerInstrument: number) {
  const reader = new Reader(seriesPerInstrument);
  const meterProvider = new MeterProvider({ readers: [reader] });
  limitSeries(meterProvider, seriesPerInstrument);
  const drops = new DropLedger();
  const said: string[] = [];
  const notices = new Notices((line) => said.push(line));
  const instruments = createInstruments(catalog, { meterProvider, drops, notices });
  for (let name = 0; name < 50; name++) instruments[key].add(1, { 'job.name': `n${name}` });
  const { resourceMetrics } = await reader.collect();
  const points = resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints ?? [];
  return {
    said,
    counted: drops.counts()[0]?.count,
    series: points.length,
    overflow: points.find(({ attributes }) => attributes['otel.metric.overflow'])?.value,
  };
}

test('what a lower limit of the SDK moves to overflow is counted and said, with the option to raise', async () => {
  const { said, counted, series, overflow } = await record50('starts', 10);

  expect({ series, overflow, counted }).toEqual({ series: 9, overflow: 42, counted: 42 });
  expect(said).toEqual([
    'telemetry/guard: "job.starts" reached 8 series; further ones are recorded under otel.metric.overflow. ' +
      'Most values come from "job.name" (8): use fewer, or leave it out, or raise limits.seriesPerInstrument.',
  ]);
});

test('a limit of the SDK above that of the catalog changes nothing', async () => {
  const { said, series, overflow } = await record50('runs', 10);

  expect({ series, overflow }).toEqual({ series: 6, overflow: 45 });
  expect(said).toEqual([expect.stringMatching(/reached 5 series; .* or leave it out\.$/)]);
});

test('one series is kept under any limit', async () => {
  expect(await record50('starts', 2)).toMatchObject({ series: 2, overflow: 49, counted: 49 });
});
