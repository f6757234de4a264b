import { inspect } from '../node-builtins.ts';
import type { DropLedger } from '../drops/drop-ledger.ts';
import type { Providers } from '../providers.ts';
import type { ConsoleSink } from './console/console-sink.ts';
import type { LogEntry } from './log-entry.ts';
import { LogEmitter, type EmittedRecord } from './log-emitter.ts';
import { LOG_SEVERITY, readThreshold, type LogLevel, type LogThreshold } from './log-level.ts';
import type { ChildOptions, EventOptions, LogAttributes, Logger } from './logger.ts';
import { loggingState } from './logging-state.ts';
import { LOG_LIMITS, ValueNormalizer, type PlainAttributes } from './normalize-value.ts';
import { attributesOf, messageOf } from './record-content.ts';
import type { Redactor } from './redactor.ts';
import { activeSpanContext } from './trace-fields.ts';

/** Where a logger and its children send. */
export interface LogOutlets {
  /** Shown on the console; undefined for the default logger. */
  readonly name: string | undefined;
  readonly emitter: LogEmitter;
  readonly sink: ConsoleSink;
  /** Undefined means: as configured for the process, at each record. */
  readonly redactor: Redactor | undefined;
  readonly drops: DropLedger;
  readonly providers: Providers | undefined;
}

/** A logger; made by {@link createLogger}. */
export class StructuredLogger implements Logger {
  readonly #outlets: LogOutlets;
  readonly #base: PlainAttributes | undefined;
  /** Undefined means: as configured for the process, at each record. */
  #severity: number | undefined;

  constructor(
    outlets: LogOutlets,
    severity: number | undefined,
    attributes: LogAttributes | undefined,
    base?: PlainAttributes,
  ) {
    this.#outlets = outlets;
    this.#severity = severity;
    this.#base = this.#prepare(attributes, base);
  }

  // Bound, so that `const { info } = logger` and `promise.catch(logger.error)` work. The level comes first: a record that is
  // not wanted costs two comparisons.
  readonly trace = (message: unknown, details?: unknown): void => {
    if (this.#isOn(LOG_SEVERITY.trace)) this.#write('trace', message, details);
  };
  readonly debug = (message: unknown, details?: unknown): void => {
    if (this.#isOn(LOG_SEVERITY.debug)) this.#write('debug', message, details);
  };
  readonly info = (message: unknown, details?: unknown): void => {
    if (this.#isOn(LOG_SEVERITY.info)) this.#write('info', message, details);
  };
  readonly warn = (message: unknown, details?: unknown): void => {
    if (this.#isOn(LOG_SEVERITY.warn)) this.#write('warn', message, details);
  };
  readonly error = (message: unknown, details?: unknown): void => {
    if (this.#isOn(LOG_SEVERITY.error)) this.#write('error', message, details);
  };
  readonly fatal = (message: unknown, details?: unknown): void => {
    if (this.#isOn(LOG_SEVERITY.fatal)) this.#write('fatal', message, details);
  };

  event(eventName: string, attributes?: LogAttributes, options?: EventOptions): void {
    const { level, message } = readEventOptions(options);
    if (this.#isOn(LOG_SEVERITY[level])) this.#write(level, message, attributes, eventName);
  }

  child(options: LogAttributes | ChildOptions): Logger {
    const named = isChildOptions(options) ? options : undefined;
    const outlets = named ? withName(this.#outlets, named.name) : this.#outlets;
    const attributes = named ? named.attributes : (options as LogAttributes);
    return new StructuredLogger(outlets, this.#severity, attributes, this.#base);
  }

  get level(): LogThreshold {
    const severity = this.#severity ?? loggingState.severity;
    for (const level of Object.keys(LOG_SEVERITY) as LogLevel[]) {
      if (LOG_SEVERITY[level] >= severity) return level;
    }
    return 'off';
  }

  set level(threshold: LogThreshold) {
    this.#severity = readThreshold('logger.level', threshold) ?? this.#severity;
  }

  isLevelEnabled(level: LogLevel): boolean {
    return this.#isOn(LOG_SEVERITY[level]);
  }

  #isOn(severity: number): boolean {
    return severity >= (this.#severity ?? loggingState.severity);
  }

  #write(level: LogLevel, message: unknown, details: unknown, givenEventName?: unknown): void {
    try {
      const { emitter, sink, name: scope } = this.#outlets;
      const eventName = givenEventName === undefined ? undefined : toEventName(givenEventName);
      const isSent = emitter.accepts(LOG_SEVERITY[level], eventName);
      if (!isSent && sink.isOff) return;
      const normalizer = this.#normalizer();
      const entry: LogEntry = {
        timeMs: Date.now(),
        level,
        message: messageOf(message, normalizer, eventName),
        attributes: attributesOf(this.#base, message, details, normalizer),
        eventName,
        scope,
        spanContext: activeSpanContext(),
      };
      this.#countTrimmed(normalizer);
      sink.write(entry);
      if (isSent) emitter.emit(toRecord(entry));
    } catch {
      // Nothing that is logged may hurt the one who logs.
      this.#outlets.drops.record('logs', 'callback_failed');
    }
  }

  #prepare(
    attributes: LogAttributes | undefined,
    base: PlainAttributes | undefined,
  ): PlainAttributes | undefined {
    if (attributes === undefined) return base;
    const normalizer = this.#normalizer();
    const prepared = attributesOf(base, undefined, attributes, normalizer);
    this.#countTrimmed(normalizer);
    return prepared;
  }

  #normalizer(): ValueNormalizer {
    return new ValueNormalizer(this.#outlets.redactor ?? loggingState.redactor);
  }

  #countTrimmed({ trimmed }: ValueNormalizer): void {
    if (trimmed > 0) this.#outlets.drops.record('logs', 'oversize', trimmed);
  }
}

function withName(outlets: LogOutlets, name: string): LogOutlets {
  return { ...outlets, name, emitter: new LogEmitter(name, undefined, outlets.providers) };
}

function readEventOptions(options: EventOptions | undefined): {
  level: LogLevel;
  message: unknown;
} {
  try {
    const { level = 'info', message } = options ?? {};
    return { level: Object.hasOwn(LOG_SEVERITY, level) ? level : 'info', message };
  } catch {
    return { level: 'info', message: undefined };
  }
}

function toEventName(name: unknown): string {
  return (typeof name === 'string' ? name : inspect(name)).slice(0, LOG_LIMITS.key);
}

function isChildOptions(value: LogAttributes | ChildOptions): value is ChildOptions {
  try {
    const { name, attributes } = value;
    return typeof name === 'string' && typeof attributes === 'object' && attributes !== null;
  } catch {
    return false;
  }
}

function toRecord(entry: LogEntry): EmittedRecord {
  const { timeMs, level, message: body, attributes, eventName } = entry;
  const severityText = level.toUpperCase();
  return { timeMs, severityNumber: LOG_SEVERITY[level], severityText, body, attributes, eventName };
}
