import { createRedactor, type Redactor } from './redactor.ts';
import type { ConsoleMode } from './console/console-mode.ts';
import { notices } from '../notices.ts';
import { parseLogThreshold, thresholdSeverity } from './log-level.ts';

/** What {@link configureLogging} sets; every logger reads it at each record, so a change holds for loggers made before. */
export interface LoggingState {
  /** Severity from which on records are written, for loggers without a level of their own. */
  severity: number;
  console: ConsoleMode;
  redactor: Redactor;
  /** Shown in JSON lines as `service.name`. */
  serviceName: string | undefined;
  /** True after telemetry was shut down: records for the registered provider count as lost. */
  hasExportEnded: boolean;
}

export const loggingState: LoggingState = {
  severity: thresholdSeverity(levelFromEnvironment(process.env)),
  console: 'auto',
  redactor: createRedactor(),
  serviceName: undefined,
  hasExportEnded: false,
};

/** `FLUXORA_LOG_LEVEL`, else `LOG_LEVEL`, else `info`. A value that is no level is said once and passed over. */
function levelFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): 'info' | NonNullable<ReturnType<typeof parseLogThreshold>> {
  for (const name of ['FLUXORA_LOG_LEVEL', 'LOG_LEVEL']) {
    const text = environment[name];
    if (text === undefined || text.trim() === '') continue;
    const level = parseLogThreshold(text);
    if (level) return level;
    // As `instrument()` puts it, which reads the same variables: the text is the key, so it is said once.
    const message = `telemetry/environment: ${name} is "${text.trim()}" and is ignored. Use trace, debug, info, warn, error, fatal or off.`;
    notices.once(message, message);
  }
  return 'info';
}
