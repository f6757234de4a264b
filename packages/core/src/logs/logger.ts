import type { LogLevel, LogThreshold } from './log-level.ts';

/** Anything may be logged: nested objects, dates, errors, maps… Secrets are masked by key, sizes are bounded. */
export type LogAttributes = Readonly<Record<string, unknown>>;

/** Writes one record. Never throws, never waits. */
export interface LogMethod {
  /** @param attributes - Details; an Error, or one under the key `error` or `err`, becomes `exception.*`. */
  (message: string, attributes?: LogAttributes | Error): void;
  /** The error's message is the record's. */
  (error: Error, attributes?: LogAttributes): void;
}

/**
 * Structured records, on the console and over OTLP in parallel, with the ids of the active span. Works with no SDK (console
 * only); after shutdown the console goes on and each record that would have been sent counts as lost.
 */
export interface Logger {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  /**
   * Records that something happened which has a name of its own; the name goes into the record's event name.
   *
   * @example logger.event('fluxora.forecast.issued', { 'fluxora.site': site.id });
   */
  event(eventName: string, attributes?: LogAttributes, options?: EventOptions): void;
  /** A logger that adds these attributes, prepared once, to every record. Inherits the level set at this moment. */
  child(attributes: LogAttributes): Logger;
  /** Also gives a name, which is the record's instrumentation scope. */
  child(options: ChildOptions): Logger;
  /** Least level that is written; may be set at any time. */
  level: LogThreshold;
  isLevelEnabled(level: LogLevel): boolean;
}

export interface EventOptions {
  /** @defaultValue no body; the console shows the event's name */
  readonly message?: string;
  /** @defaultValue 'info' */
  readonly level?: LogLevel;
}

export interface ChildOptions {
  readonly name: string;
  readonly attributes: LogAttributes;
}
