import { drops } from '../drops/drop-ledger.ts';
import type { Providers } from '../providers.ts';
import { isConsoleMode, type ConsoleMode, type LineStream } from './console/console-mode.ts';
import { ConsoleSink } from './console/console-sink.ts';
import { LogEmitter } from './log-emitter.ts';
import { readThreshold, type LogThreshold } from './log-level.ts';
import type { LogAttributes, Logger } from './logger.ts';
import { createRedactor } from './redactor.ts';
import { StructuredLogger } from './structured-logger.ts';

export interface LoggerOptions {
  /** Instrumentation scope of the records; shown on the console. @defaultValue 'app', not shown */
  readonly name?: string;
  /** Version of that scope. */
  readonly version?: string;
  /** Least level written. @defaultValue what {@link configureLogging} or the environment says, at each record */
  readonly level?: LogThreshold;
  /** Added to every record. */
  readonly attributes?: LogAttributes;
  /** @defaultValue what {@link configureLogging} says */
  readonly console?: ConsoleMode;
  readonly providers?: Providers;
  /** Keys to mask, in addition to {@link DEFAULT_REDACTED_KEYS}. @defaultValue what {@link configureLogging} says */
  readonly redact?: readonly string[];
  /** Where console lines go; it gets each line at once. @defaultValue process.stdout */
  readonly stream?: LineStream;
}

const DEFAULT_NAME = 'app';

/**
 * Makes a logger. It may be made before `instrument()`; it starts to send as soon as a provider is registered. Options that
 * make no sense are said once and passed over: a logger is never the reason why a service does not start.
 *
 * @example
 * const logger = createLogger({ name: 'forecast', attributes: { region: 'DE' } });
 * logger.info('forecast issued', { site: 'DE-7', horizon: 96 });
 * logger.error('forecast failed', error);
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { providers } = options;
  const name = typeof options.name === 'string' ? options.name : undefined;
  const mode = isConsoleMode('createLogger', options.console) ? options.console : undefined;
  return new StructuredLogger(
    {
      name,
      emitter: new LogEmitter(name ?? DEFAULT_NAME, options.version, providers),
      sink: new ConsoleSink(mode, options.stream),
      redactor: options.redact && createRedactor(options.redact),
      drops: providers?.drops ?? drops,
      providers,
    },
    options.level === undefined ? undefined : readThreshold('createLogger', options.level),
    options.attributes,
  );
}

/** The service's logger, for use everywhere. Late bound: works before `instrument()` and without it. */
export const logger: Logger = /* @__PURE__ */ createLogger();
