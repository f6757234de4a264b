import { createNoopMeter, type MeterProvider } from '@opentelemetry/api';
import { OutageReporter } from '../../export/outage-reporter.ts';
import { SignalAccount } from '../../export/signal-account.ts';
import type { Settings } from '../../options/settings.ts';
import { startResource } from '../../resource/create-resource.ts';
import { sdk } from '../../sdk/load-sdk.ts';
import type { Pipeline, PipelineContext } from '../pipeline.ts';
import { createLogs } from './create-logs.ts';
import { createMetrics } from './create-metrics.ts';
import { createTraces } from './create-traces.ts';
import type { Outlet } from './outlet.ts';
import type { PipelineParts } from './pipeline-parts.ts';

const NO_METRICS: MeterProvider = { getMeter: () => createNoopMeter() };

/** The official SDK: providers, reader and exporters, with our queue, our transport and exact books around them. */
export function createStandardPipeline(settings: Settings, context: PipelineContext): Pipeline {
  const accounts = {
    traces: new SignalAccount('traces', context.drops),
    metrics: new SignalAccount('metrics', context.drops),
    logs: new SignalAccount('logs', context.drops),
  };
  const { resource, ready, hurry } = startResource(settings, context.notices);
  const reporter = new OutageReporter(context.notices, Object.values(accounts));
  const parts: PipelineParts = {
    settings,
    resource,
    ready,
    reporter,
    notices: context.notices,
    suppressTracing: sdk.core().suppressTracing,
    print: (line) => process.stdout.write(`${line}\n`),
  };
  const isOn = (signal: 'traces' | 'metrics' | 'logs') => settings[signal].exporters.length > 0;

  const metrics = isOn('metrics') ? createMetrics(parts, accounts.metrics) : undefined;
  const areSelfMetricsSent = settings.metrics.exporters.some((name) => name !== 'console');
  const selfMetrics = (areSelfMetricsSent && metrics?.provider) || NO_METRICS;
  const traces = isOn('traces') ? createTraces(parts, accounts.traces, selfMetrics) : undefined;
  const logs = isOn('logs') ? createLogs(parts, accounts.logs, selfMetrics) : undefined;

  const metricOutlets: Outlet<unknown>[] = metrics?.outlets ?? [];
  const itemOutlets: Outlet<unknown>[] = [...(traces?.outlets ?? []), ...(logs?.outlets ?? [])];
  const outlets = [...itemOutlets, ...metricOutlets];
  const flush = async (): Promise<void> => {
    hurry();
    await Promise.allSettled(outlets.map((outlet) => outlet.flush()));
  };

  return {
    providers: {
      ...(traces && { tracerProvider: traces.provider }),
      ...(metrics && { meterProvider: metrics.provider }),
      ...(logs && { loggerProvider: logs.provider }),
    },
    flush,
    async shutdown() {
      hurry();
      await Promise.allSettled([
        ...itemOutlets.map((outlet) => outlet.shutdown()),
        ...metricOutlets.map((outlet) => outlet.flush()),
      ]);
      // Once more and last, so that the final metrics tell how the other two fared.
      await Promise.allSettled(metricOutlets.map((outlet) => outlet.shutdown()));
    },
    abort() {
      for (const account of Object.values(accounts)) account.close();
      for (const outlet of outlets) outlet.abort();
    },
    takeUnsent: () => outlets.flatMap((outlet) => outlet.takeUnsent()),
    problem: () => reporter.lastProblem(),
    report: () => ({
      traces: accounts.traces.report(),
      metrics: accounts.metrics.report(),
      logs: accounts.logs.report(),
    }),
  };
}
