import { createNoopMeter, type MeterProvider as ApiMeterProvider } from '@opentelemetry/api';
import type { SignalType } from '@fluxora/telemetry-core';
import { CountedExporter, type ExportOutcome } from '../export/counted-exporter.ts';
import { countDataPoints } from '../export/count-data-points.ts';
import {
  createLogExporter,
  createMetricExporter,
  createSpanExporter,
} from '../export/otlp-exporters.ts';
import { hearQueueDrops } from '../export/queue-drops.ts';
import { SignalAccount } from '../export/signal-account.ts';
import type { Settings } from '../options/settings.ts';
import { createResource } from '../resource/create-resource.ts';
import { sdk } from '../sdk/load-sdk.ts';
import { AccountedLogProcessor, AccountedSpanProcessor } from './accounted-processors.ts';
import type { Pipeline, PipelineContext } from './pipeline.ts';
import { createSampler } from './sampler.ts';

const NO_METRICS: ApiMeterProvider = { getMeter: () => createNoopMeter() };

/** The official SDK: its providers, batch processors, periodic reader and OTLP exporters, with exact books around them. */
export function createStandardPipeline(settings: Settings, context: PipelineContext): Pipeline {
  const resource = createResource(settings);
  const accounts = {
    traces: new SignalAccount('traces', context.drops),
    metrics: new SignalAccount('metrics', context.drops),
    logs: new SignalAccount('logs', context.drops),
  };
  const onOutcome = (_signal: SignalType) => (_outcome: ExportOutcome) => undefined;
  const idle: (() => Promise<void>)[] = [];

  function createMetrics() {
    if (!settings.metrics.exporters.includes('otlp')) return undefined;
    const { MeterProvider, PeriodicExportingMetricReader } = sdk.metrics();
    const otlp = createMetricExporter(settings.metrics.otlp, settings.metrics.temporality);
    const counted = new CountedExporter(
      otlp,
      accounts.metrics,
      countDataPoints,
      onOutcome('metrics'),
    );
    idle.push(() => counted.idle());
    const exporter = Object.assign(counted, {
      selectAggregationTemporality: otlp.selectAggregationTemporality?.bind(otlp),
      selectAggregation: otlp.selectAggregation?.bind(otlp),
    });
    const provider = new MeterProvider({
      resource,
      sdkMetricsEnabled: true,
      readers: [
        new PeriodicExportingMetricReader({
          exporter: exporter as never,
          exportIntervalMillis: settings.metrics.exportIntervalMs,
          exportTimeoutMillis: settings.metrics.exportTimeoutMs,
          cardinalityLimits: { default: settings.metrics.seriesPerInstrument },
        }),
      ],
    });
    otlp.setSelfObsMeterProvider(provider);
    return provider;
  }

  const meterProvider = createMetrics();
  const selfMetrics = meterProvider ?? NO_METRICS;

  function createTraces() {
    if (!settings.traces.exporters.includes('otlp')) return undefined;
    const { BatchSpanProcessor, TracerProvider } = sdk.trace();
    const exporter = new CountedExporter(
      createSpanExporter(settings.traces.otlp, selfMetrics),
      accounts.traces,
      (spans) => spans.length,
      onOutcome('traces'),
    );
    idle.push(() => exporter.idle());
    const { batch, limits } = settings.traces;
    const processor = new BatchSpanProcessor({
      exporter,
      maxQueueSize: batch.queueSize,
      maxExportBatchSize: batch.batchSize,
      scheduledDelayMillis: batch.scheduleDelayMs,
      exportTimeoutMillis: batch.exportTimeoutMs,
      selfObsMeterProvider: hearQueueDrops(selfMetrics, (count) =>
        accounts.traces.drop('queue_full', count),
      ),
    });
    return new TracerProvider({
      resource,
      sampler: createSampler(settings.traces.sampler),
      meterProvider: selfMetrics,
      spanLimits: {
        attributeCountLimit: limits.attributeCount,
        attributeValueLengthLimit: limits.attributeValueLength ?? Infinity,
        eventCountLimit: limits.eventCount,
        linkCountLimit: limits.linkCount,
        attributePerEventCountLimit: limits.attributesPerEvent,
        attributePerLinkCountLimit: limits.attributesPerLink,
      },
      spanProcessors: [new AccountedSpanProcessor(processor, accounts.traces)],
    });
  }

  function createLogs() {
    if (!settings.logs.exporters.includes('otlp')) return undefined;
    const { BatchLogRecordProcessor, LoggerProvider } = sdk.logs();
    const exporter = new CountedExporter(
      createLogExporter(settings.logs.otlp, selfMetrics),
      accounts.logs,
      (records) => records.length,
      onOutcome('logs'),
    );
    idle.push(() => exporter.idle());
    const { batch, limits } = settings.logs;
    const processor = new BatchLogRecordProcessor({
      exporter,
      maxQueueSize: batch.queueSize,
      maxExportBatchSize: batch.batchSize,
      scheduledDelayMillis: batch.scheduleDelayMs,
      exportTimeoutMillis: batch.exportTimeoutMs,
      selfObsMeterProvider: hearQueueDrops(selfMetrics, (count) =>
        accounts.logs.drop('queue_full', count),
      ),
    });
    return new LoggerProvider({
      resource,
      meterProvider: selfMetrics,
      logRecordLimits: {
        attributeCountLimit: limits.attributeCount,
        attributeValueLengthLimit: limits.attributeValueLength ?? Infinity,
      },
      processors: [new AccountedLogProcessor(processor, accounts.logs)],
    });
  }

  const tracerProvider = createTraces();
  const loggerProvider = createLogs();

  return {
    providers: {
      ...(tracerProvider && { tracerProvider }),
      ...(meterProvider && { meterProvider }),
      ...(loggerProvider && { loggerProvider }),
    },
    async flush() {
      await Promise.allSettled([
        tracerProvider?.forceFlush(),
        loggerProvider?.forceFlush(),
        meterProvider?.forceFlush(),
      ]);
      await Promise.all(idle.map((wait) => wait()));
    },
    async shutdown() {
      await Promise.allSettled([
        tracerProvider?.shutdown(),
        loggerProvider?.shutdown(),
        meterProvider?.forceFlush(),
      ]);
      // Last, so that the final metrics include how the other two fared.
      await meterProvider?.shutdown().catch(() => undefined);
      await Promise.all(idle.map((wait) => wait()));
    },
    abort() {
      for (const account of Object.values(accounts)) account.close();
    },
    report: () => ({
      traces: accounts.traces.report(),
      metrics: accounts.metrics.report(),
      logs: accounts.logs.report(),
    }),
  };
}
