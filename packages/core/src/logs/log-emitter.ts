import { logs, type Context, type Logger, type LoggerProvider } from '@opentelemetry/api';
import { drops, type DropLedger } from '../drops/drop-ledger.ts';
import type { Providers } from '../providers.ts';
import type { LogEntry } from './log-entry.ts';
import { LOG_SEVERITY, type LogLevel } from './log-level.ts';
import { loggingState } from './logging-state.ts';

/**
 * The OTLP side of a logger: hands records to the OpenTelemetry Logs API under one instrumentation scope. Bound late, so it
 * follows whichever provider is registered at the moment of a record. Never throws.
 */
export class LogEmitter {
  readonly #scope: string;
  readonly #version: string | undefined;
  readonly #ownProvider: LoggerProvider | undefined;
  readonly #drops: DropLedger;
  #provider: LoggerProvider | undefined;
  #logger: Logger | undefined;

  constructor(scope: string, version?: string, providers?: Providers) {
    this.#scope = scope;
    this.#version = version;
    this.#ownProvider = providers?.loggerProvider;
    this.#drops = providers?.drops ?? drops;
  }

  /** Where records go now. */
  get provider(): LoggerProvider {
    return this.#ownProvider ?? logs.getLoggerProvider();
  }

  /** Whether a record of this level would be sent; false without an SDK. Counts it as lost after shutdown. */
  accepts(level: LogLevel, eventName?: string): boolean {
    try {
      if (loggingState.hasExportEnded && !this.#ownProvider) {
        this.#drops.record('logs', 'shutdown');
        return false;
      }
      const severityNumber = LOG_SEVERITY[level];
      return this.#resolve().enabled(
        eventName === undefined ? { severityNumber } : { severityNumber, eventName },
      );
    } catch {
      return false;
    }
  }

  /** @param context - Whose span the record belongs to. @defaultValue the active context */
  emit(entry: LogEntry, context?: Context): void {
    try {
      const { timeMs, level, message, eventName } = entry;
      this.#resolve().emit({
        timestamp: [Math.trunc(timeMs / 1_000), Math.round((timeMs % 1_000) * 1e6)],
        severityNumber: LOG_SEVERITY[level],
        severityText: level.toUpperCase(),
        attributes: entry.attributes,
        ...(message !== undefined && { body: message }),
        ...(eventName !== undefined && { eventName }),
        ...(context && { context }),
      });
    } catch {
      this.#drops.record('logs', 'callback_failed');
    }
  }

  #resolve(): Logger {
    const provider = this.provider;
    if (this.#logger === undefined || provider !== this.#provider) {
      this.#logger = provider.getLogger(this.#scope, this.#version);
      this.#provider = provider;
    }
    return this.#logger;
  }
}
