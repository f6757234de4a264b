import { drops, type DropLedger } from '../drops/drop-ledger.ts';
import type { Providers } from '../providers.ts';
import { exceptionAttributes, isError } from '../spans/exception-attributes.ts';
import { activeSpanContext } from './trace-fields.ts';
import { ConsoleSink } from './console/console-sink.ts';
import type { ConsoleMode, LineStream } from './console/console-mode.ts';
import type { LogEntry } from './log-entry.ts';
import { LogEmitter, type EmittedRecord } from './log-emitter.ts';
import { LOG_SEVERITY, thresholdSeverity, type LogLevel, type LogThreshold } from './log-level.ts';
import type { ChildOptions, EventOptions, LogAttributes, Logger } from './logger.ts';
import { loggingState } from './logging-state.ts';
import { ValueNormalizer, type PlainAttributes } from './normalize-value.ts';
import { createRedactor, type Redactor } from './redactor.ts';

export interface LoggerOptions {
  /** Instrumentation scope of the records; shown on the console. @defaultValue 'app', not shown */
  readonly name?: string;
  /** Least level written. @defaultValue what {@link configureLogging} or the environment says, at each record */
  readonly level?: LogThreshold;
  /** Added to every record. */
  readonly attributes?: LogAttributes;
  /** @defaultValue what {@link configureLogging} says */
  readonly console?: ConsoleMode;
  readonly providers?: Providers;
  /** Keys to mask, in addition to {@link DEFAULT_REDACTED_KEYS}. @defaultValue what {@link configureLogging} says */
  readonly redact?: readonly string[];
  /** Where console lines go. @defaultValue process.stdout */
  readonly stream?: LineStream;
}

const DEFAULT_NAME = 'app';

/**
 * Makes a logger. It may be made before `instrument()`; it then starts to send as soon as a provider is registered.
 *
 * @example
 * const logger = createLogger({ name: 'forecast', attributes: { region: 'DE' } });
 * logger.info('forecast issued', { site: 'DE-7', horizon: 96 });
 * logger.error('forecast failed', error);
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const outlets: Outlets = {
    name: options.name,
    emitter: new LogEmitter(options.name ?? DEFAULT_NAME, undefined, options.providers),
    sink: new ConsoleSink(options.console, options.stream),
    redactor: options.redact && createRedactor(options.redact),
    drops: options.providers?.drops ?? drops,
    providers: options.providers,
  };
  const severity = options.level === undefined ? undefined : thresholdSeverity(options.level);
  return new StructuredLogger(outlets, severity, prepare(options.attributes, outlets));
}

/** Where a logger and its children send. */
interface Outlets {
  readonly name: string | undefined;
  readonly emitter: LogEmitter;
  readonly sink: ConsoleSink;
  readonly redactor: Redactor | undefined;
  readonly drops: DropLedger;
  readonly providers: Providers | undefined;
}

class StructuredLogger implements Logger {
  readonly #outlets: Outlets;
  readonly #base: PlainAttributes | undefined;
  #severity: number | undefined;

  constructor(outlets: Outlets, severity: number | undefined, base: PlainAttributes | undefined) {
    this.#outlets = outlets;
    this.#severity = severity;
    this.#base = base;
  }

  // Bound, so that `const { info } = logger` and `promise.catch(logger.error)` work.
  readonly trace = (message: string | Error, details?: LogAttributes | Error): void => {
    if (this.#isOn(LOG_SEVERITY.trace)) this.#write('trace', message, details);
  };
  readonly debug = (message: string | Error, details?: LogAttributes | Error): void => {
    if (this.#isOn(LOG_SEVERITY.debug)) this.#write('debug', message, details);
  };
  readonly info = (message: string | Error, details?: LogAttributes | Error): void => {
    if (this.#isOn(LOG_SEVERITY.info)) this.#write('info', message, details);
  };
  readonly warn = (message: string | Error, details?: LogAttributes | Error): void => {
    if (this.#isOn(LOG_SEVERITY.warn)) this.#write('warn', message, details);
  };
  readonly error = (message: string | Error, details?: LogAttributes | Error): void => {
    if (this.#isOn(LOG_SEVERITY.error)) this.#write('error', message, details);
  };
  readonly fatal = (message: string | Error, details?: LogAttributes | Error): void => {
    if (this.#isOn(LOG_SEVERITY.fatal)) this.#write('fatal', message, details);
  };

  event(eventName: string, attributes?: LogAttributes, options: EventOptions = {}): void {
    const level =
      options.level !== undefined && options.level in LOG_SEVERITY ? options.level : 'info';
    if (this.#isOn(LOG_SEVERITY[level])) this.#write(level, options.message, attributes, eventName);
  }

  child(options: LogAttributes | ChildOptions): Logger {
    const named = isChildOptions(options) ? options : undefined;
    const outlets = named
      ? {
          ...this.#outlets,
          name: named.name,
          emitter: new LogEmitter(named.name, undefined, this.#outlets.providers),
        }
      : this.#outlets;
    const own = prepare(named ? named.attributes : (options as LogAttributes), outlets);
    return new StructuredLogger(outlets, this.#severity, { ...this.#base, ...own });
  }

  get level(): LogThreshold {
    const severity = this.#severity ?? loggingState.severity;
    for (const level in LOG_SEVERITY) {
      if (LOG_SEVERITY[level as LogLevel] >= severity) return level as LogLevel;
    }
    return 'off';
  }

  set level(threshold: LogThreshold) {
    this.#severity = thresholdSeverity(threshold);
  }

  isLevelEnabled(level: LogLevel): boolean {
    return this.#isOn(LOG_SEVERITY[level]);
  }

  #isOn(severity: number): boolean {
    return severity >= (this.#severity ?? loggingState.severity);
  }

  #write(level: LogLevel, message: unknown, details: unknown, eventName?: string): void {
    try {
      const { emitter, sink, name: scope } = this.#outlets;
      const isSent = emitter.accepts(LOG_SEVERITY[level], eventName);
      if (!isSent && sink.isOff) return;
      const normalizer = new ValueNormalizer(this.#outlets.redactor ?? loggingState.redactor);
      const entry: LogEntry = {
        timeMs: Date.now(),
        level,
        message: messageOf(message, normalizer, eventName),
        attributes: attributesOf(this.#base, message, details, normalizer),
        eventName,
        scope,
        spanContext: activeSpanContext(),
      };
      if (normalizer.trimmed > 0)
        this.#outlets.drops.record('logs', 'oversize', normalizer.trimmed);
      sink.write(entry);
      if (isSent) emitter.emit(toRecord(entry));
    } catch {
      // Nothing that is logged may hurt the one who logs.
      this.#outlets.drops.record('logs', 'callback_failed');
    }
  }
}

function prepare(
  attributes: LogAttributes | undefined,
  outlets: Outlets,
): PlainAttributes | undefined {
  if (typeof attributes !== 'object' || attributes === null) return undefined;
  const normalizer = new ValueNormalizer(outlets.redactor ?? loggingState.redactor);
  const prepared: PlainAttributes = {};
  normalizer.assign(prepared, attributes);
  return prepared;
}

function isChildOptions(value: LogAttributes | ChildOptions): value is ChildOptions {
  if (typeof value !== 'object' || value === null) return false;
  const { name, attributes } = value;
  return typeof name === 'string' && typeof attributes === 'object' && attributes !== null;
}

function messageOf(
  message: unknown,
  normalizer: ValueNormalizer,
  eventName?: string,
): string | undefined {
  if (typeof message === 'string') return normalizer.text(message);
  if (message === undefined && eventName !== undefined) return undefined;
  if (isError(message)) {
    const described = exceptionAttributes(message);
    return normalizer.text(described['exception.message'] ?? described['exception.type']);
  }
  return normalizer.anyText(message);
}

function attributesOf(
  base: PlainAttributes | undefined,
  message: unknown,
  details: unknown,
  normalizer: ValueNormalizer,
): PlainAttributes {
  const attributes: PlainAttributes = { ...base };
  let error: unknown = isError(message) ? message : undefined;
  if (isError(details)) {
    error ??= details;
  } else if (typeof details === 'object' && details !== null) {
    const key = errorKey(details);
    if (key !== undefined && error === undefined) {
      error = (details as Record<string, unknown>)[key];
      normalizer.assign(attributes, details, key);
    } else {
      normalizer.assign(attributes, details);
    }
  } else if (details !== undefined && details !== null) {
    normalizer.assign(attributes, { details });
  }
  if (error !== undefined) Object.assign(attributes, exceptionAttributes(error));
  return attributes;
}

/** `{ error }` as everybody writes it, `{ err }` as pino's users do. */
function errorKey(details: object): 'error' | 'err' | undefined {
  try {
    const { error, err } = details as { error?: unknown; err?: unknown };
    if (isError(error)) return 'error';
    return isError(err) ? 'err' : undefined;
  } catch {
    return undefined;
  }
}

function toRecord(entry: LogEntry): EmittedRecord {
  const { timeMs, level, message: body, attributes, eventName } = entry;
  const severityText = level.toUpperCase();
  return { timeMs, severityNumber: LOG_SEVERITY[level], severityText, body, attributes, eventName };
}

/** The service's logger, for use everywhere. Late bound: works before `instrument()` and without it. */
export const logger: Logger = /* @__PURE__ */ createLogger();
