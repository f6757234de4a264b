import type { Attributes } from '@opentelemetry/api';
import { isConsoleMode, type ConsoleMode } from './console/console-mode.ts';
import { readThreshold, type LogThreshold } from './log-level.ts';
import { loggingState } from './logging-state.ts';
import { createRedactor } from './redactor.ts';

export interface LoggingOptions {
  /** Least level written by loggers without one of their own. @defaultValue FLUXORA_LOG_LEVEL, LOG_LEVEL, else 'info' */
  readonly level?: LogThreshold;
  /** How console lines look. 'auto': JSON in production or when stdout is no terminal, else readable. @defaultValue 'auto' */
  readonly console?: ConsoleMode;
  /** Keys to mask, in addition to {@link DEFAULT_REDACTED_KEYS}. @defaultValue [] */
  readonly redact?: readonly string[];
  /** `service.name` is shown in every JSON line. */
  readonly resource?: Attributes;
  /**
   * Set after telemetry was shut down: console lines go on, what would have been sent is counted as lost to `shutdown`.
   * @defaultValue false
   */
  readonly exportEnded?: boolean;
}

/**
 * Sets what holds for all loggers and bridges, also those made before. Members that are absent stay as they are. Called by
 * `instrument()`, which checks them first; here a level or mode that is none is said once and passed over.
 *
 * @returns A function that puts back what was set before.
 */
export function configureLogging(options: LoggingOptions): () => void {
  const before = { ...loggingState };
  const { level, console: mode, redact, resource, exportEnded } = options;
  if (level !== undefined) {
    loggingState.severity = readThreshold('configureLogging', level) ?? loggingState.severity;
  }
  if (isConsoleMode('configureLogging', mode)) loggingState.console = mode;
  if (redact !== undefined) loggingState.redactor = createRedactor(redact);
  if (resource !== undefined) {
    const name = resource['service.name'];
    loggingState.serviceName = typeof name === 'string' ? name : undefined;
  }
  if (exportEnded !== undefined) loggingState.hasExportEnded = exportEnded;
  return () => void Object.assign(loggingState, before);
}
