import type { MeterProvider } from '@opentelemetry/api';
import type {
  LoggerProvider,
  LogRecordProcessor,
  ReadableLogRecord,
} from '@opentelemetry/sdk-logs';
import { formatLogRecord } from '../../console-output/format-log-record.ts';
import { createExporter } from '../../export/create-exporters.ts';
import type { SignalAccount } from '../../export/signal-account.ts';
import { sdk } from '../../sdk/load-sdk.ts';
import { createRedactingLogProcessor } from '../redaction.ts';
import { createOutlets, type Outlet } from './outlet.ts';
import type { PipelineParts } from './pipeline-parts.ts';
import { createPrintingOutlet } from './printing-outlet.ts';
import { createQueuedOutlet } from './queued-outlet.ts';

/** Logs: the SDK's provider and limits. */
export function createLogs(
  parts: PipelineParts,
  account: SignalAccount,
  selfMetrics: MeterProvider,
): { provider: LoggerProvider; outlets: Outlet<LogRecordProcessor>[] } {
  const { settings, resource } = parts;
  const { batch, limits, otlp, exporters } = settings.logs;
  const outlets = createOutlets(exporters, account, (name, books) =>
    name === 'console'
      ? createPrintingOutlet(books, parts.print, formatLogRecord, toLogProcessor)
      : createQueuedOutlet({
          ...parts,
          createExporter: () => createExporter.logs(name, otlp, batch, selfMetrics),
          target: otlp,
          batch,
          account: books,
          selfMetrics,
          createEntry: toLogProcessor,
        }),
  );
  const { LoggerProvider } = sdk.logs();
  const provider = new LoggerProvider({
    resource,
    meterProvider: selfMetrics,
    logRecordLimits: {
      attributeCountLimit: limits.attributeCount,
      attributeValueLengthLimit: limits.attributeValueLength ?? Infinity,
    },
    processors: [
      createRedactingLogProcessor(settings.redact),
      ...outlets.map(({ entry }) => entry),
    ],
  });
  return { provider, outlets };
}

function toLogProcessor(add: (record: ReadableLogRecord) => void): LogRecordProcessor {
  return {
    onEmit: (record) => add(record),
    async forceFlush() {},
    async shutdown() {},
  };
}
