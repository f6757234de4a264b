import type { Context, MeterProvider } from '@opentelemetry/api';
import type { ExportResult } from '@opentelemetry/core';
import { createQueueMetrics } from '../../export/batch-queue-metrics.ts';
import { BatchQueue } from '../../export/batch-queue.ts';
import { CountedExporter } from '../../export/counted-exporter.ts';
import type { ExportTarget } from '../../export/export-target.ts';
import { OtlpTransport } from '../../export/otlp-transport.ts';
import type { OutageReporter } from '../../export/outage-reporter.ts';
import { refitExporter } from '../../export/refit-exporter.ts';
import type { SignalAccount } from '../../export/signal-account.ts';
import type { BatchSettings } from '../../options/settings.ts';
import type { Outlet } from './outlet.ts';

export interface BatchExporter<Batch> {
  export(batch: Batch, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** An exporter with our books above it and, where it is an official OTLP/HTTP one, our transport below it. */
export function keepBooks<Batch>(
  createExporter: () => BatchExporter<Batch>,
  target: ExportTarget,
  account: SignalAccount,
  countItems: (batch: Batch) => number,
  reporter: OutageReporter,
): { exporter: CountedExporter<Batch>; transport: OtlpTransport | undefined } {
  const { signal } = account;
  const transport =
    target.protocol === 'grpc' || target.protocol === 'zipkin'
      ? undefined
      : new OtlpTransport(target, {
          onTryFailed(error, isTransient) {
            if (isTransient) reporter.failedForNow(error);
            else reporter.failed(signal, target, error);
          },
        });
  const create = (): BatchExporter<Batch> => {
    const exporter = createExporter();
    if (transport) {
      refitExporter(exporter, transport, (partial) => counted.notePartialSuccess(partial));
    }
    return exporter;
  };
  const counted: CountedExporter<Batch> = new CountedExporter(create, account, countItems, {
    onDelivered: () => reporter.delivered(signal, target),
    onLost: (items, error) => reporter.failed(signal, target, error, items),
    onRejected: (partial) => reporter.rejected(signal, target, partial),
  });
  return { exporter: counted, transport };
}

/** Spans or log records on their way to an exporter, through a bounded queue. */
export function createQueuedOutlet<Item, Entry>(options: {
  readonly createExporter: () => BatchExporter<Item[]>;
  readonly target: ExportTarget;
  readonly batch: BatchSettings;
  readonly account: SignalAccount;
  readonly reporter: OutageReporter;
  readonly selfMetrics: MeterProvider;
  readonly ready: Promise<void> | undefined;
  readonly suppressTracing: (context: Context) => Context;
  readonly createEntry: (add: (item: Item) => void) => Entry;
}): Outlet<Entry> {
  const { account, batch, reporter, selfMetrics } = options;
  const signal = account.signal === 'logs' ? 'logs' : 'traces';
  const { exporter, transport } = keepBooks(
    options.createExporter,
    options.target,
    account,
    (items) => items.length,
    reporter,
  );
  const queue: BatchQueue<Item> = new BatchQueue({
    settings: batch,
    exporter,
    account,
    suppressTracing: options.suppressTracing,
    ready: options.ready,
    observer: createQueueMetrics(signal, selfMetrics, batch.queueSize, () => queue.size),
    onOverflow: (dropped) => reporter.overflowed(signal, options.target, dropped, batch.queueSize),
  });
  return {
    entry: options.createEntry((item) => queue.add(item)),
    flush: () => queue.flush(),
    async shutdown() {
      queue.close();
      await queue.flush();
    },
    abort() {
      queue.clear();
      transport?.abort();
      // Without our transport the exporter has its own things to close.
      if (!transport) void exporter.shutdown().catch(() => undefined);
    },
    takeUnsent() {
      if (transport) return transport.takeUnsent(() => queue.exportNow());
      // An exporter with its own transport needs an event loop, and that has stopped.
      account.close();
      queue.clear();
      return [];
    },
  };
}
