import { configureLogging } from '@fluxora/telemetry-core';
import { captureConsole } from '@fluxora/telemetry-core/console';
import type { Settings } from './options/settings.ts';

/** Applies the log options to all loggers, those made before too. @returns Ends what `captureConsole` began. */
export function startLogging({ logs, mode, redact, service }: Settings): () => void {
  configureLogging({
    level: logs.level,
    // In console mode every log record is printed with the spans around it, so the loggers need not print theirs as well.
    console: mode === 'console' && logs.exporters.includes('console') ? 'off' : logs.console,
    redact,
    resource: { 'service.name': service.name },
    exportEnded: false,
  });
  if (!logs.captureConsole || mode === 'off') return () => undefined;
  return captureConsole();
}

/** After shutdown loggers go on writing lines, and records that would have been sent are counted as lost. */
export function endLogExport({ logs, mode }: Settings): void {
  if (mode !== 'off') configureLogging({ console: logs.console, exportEnded: true });
}
