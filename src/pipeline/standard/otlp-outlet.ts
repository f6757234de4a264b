import type { ExportResult } from '@opentelemetry/core';
import { CountedExporter } from '../../export/counted-exporter.ts';
import type { OutageReporter } from '../../export/outage-reporter.ts';
import { OtlpTransport } from '../../export/otlp-transport.ts';
import { refitExporter } from '../../export/refit-exporter.ts';
import type { SignalAccount } from '../../export/signal-account.ts';
import type { OtlpTarget } from '../../options/settings.ts';

interface OtlpExporter<Batch> {
  export(batch: Batch, done: (result: ExportResult) => void): void;
  shutdown(): Promise<void>;
}

/** An official OTLP exporter with our transport below it and our books above it. */
export function createOtlpOutlet<Batch>(
  exporter: OtlpExporter<Batch>,
  target: OtlpTarget,
  account: SignalAccount,
  countItems: (batch: Batch) => number,
  reporter: OutageReporter,
): { exporter: CountedExporter<Batch>; transport: OtlpTransport } {
  const { signal } = account;
  const { url } = target;
  const transport = new OtlpTransport(target, {
    onTryFailed: (error) => reporter.failed(signal, url, error),
  });
  const counted = new CountedExporter(exporter, account, countItems, {
    onDelivered: () => reporter.delivered(signal, url),
    onLost: (_items, error) => reporter.failed(signal, url, error),
    onRejected: (partial) => reporter.rejected(signal, url, partial),
  });
  refitExporter(exporter, transport, (partial) => counted.notePartialSuccess(partial));
  return { exporter: counted, transport };
}
