import { offerSeries } from '@fluxora/telemetry-core';
import { context, createNoopMeter, metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { createRedactingSpanProcessor } from '../../src/pipeline/redaction.ts';
import { SeriesKeeper } from '../../src/pipeline/series/series-keeper.ts';
import { OwnTracerProvider } from '../../src/pipeline/spans/own-tracer-provider.ts';

/**
 * Registers OpenTelemetry's SDK globally with batching and exporters that accept and forget.
 *
 * So the figures are the cost of the API and the pipeline in the calling code, without serialising and sending.
 */
export function registerDiscardingSdk({
  hasOwnSeries = false,
  hasOwnSpans = false,
}: {
  /** Declared metrics are kept as `instrument()` keeps them. */
  readonly hasOwnSeries?: boolean;
  /** Spans are, too: their secrets masked. */
  readonly hasOwnSpans?: boolean;
} = {}): void {
  const accept = (_batch: unknown, done: (result: { code: 0 }) => void) => done({ code: 0 });
  const ended = { forceFlush: async () => {}, shutdown: async () => {} };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const batching = new BatchSpanProcessor({ exporter: { export: accept, ...ended } });
  trace.setGlobalTracerProvider(
    hasOwnSpans ? ownProvider(batching) : new TracerProvider({ spanProcessors: [batching] }),
  );
  const areTotals = () => AggregationTemporality.CUMULATIVE;
  const keeper = new SeriesKeeper();
  const meterProvider = new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({
        exporter: { export: accept, selectAggregationTemporality: areTotals, ...ended },
        metricProducers: [keeper.createReader(areTotals)],
        exportIntervalMillis: 1_000,
        exportTimeoutMillis: 1_000,
      }),
    ],
  });
  if (hasOwnSeries) offerSeries(meterProvider, keeper);
  metrics.setGlobalMeterProvider(meterProvider);
  logs.setGlobalLoggerProvider(
    new LoggerProvider({
      processors: [new BatchLogRecordProcessor({ exporter: { export: accept, ...ended } })],
    }),
  );
}

/** As `instrument()` makes it, by default. */
function ownProvider(batching: BatchSpanProcessor): OwnTracerProvider {
  return new OwnTracerProvider({
    resource: resourceFromAttributes({}),
    sampling: { kind: 'ratio', root: new AlwaysOnSampler(), followsParent: true },
    limits: {
      attributeCountLimit: 128,
      attributeValueLengthLimit: Infinity,
      eventCountLimit: 128,
      linkCountLimit: 128,
      attributePerEventCountLimit: 128,
      attributePerLinkCountLimit: 128,
    },
    meterProvider: { getMeter: () => createNoopMeter() },
    processors: [createRedactingSpanProcessor([]), batching],
  });
}
