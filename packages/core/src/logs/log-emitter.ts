import { logs, type Context, type Logger, type LoggerProvider } from '@opentelemetry/api';
import { drops, type DropLedger } from '../drops/drop-ledger.ts';
import type { Providers } from '../providers.ts';
import { toSeverityNumber } from './log-level.ts';
import { loggingState } from './logging-state.ts';
import type { PlainAttributes, PlainValue } from './normalize-value.ts';

/** One record on its way to OTLP. */
export interface EmittedRecord {
  /** Milliseconds since 1970, fractions allowed. */
  readonly timeMs: number;
  /** OpenTelemetry severity, 1…24. */
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: PlainValue | undefined;
  readonly attributes: PlainAttributes;
  readonly eventName: string | undefined;
  /** Whose span the record belongs to; undefined means the active context. */
  readonly context?: Context | undefined;
}

/**
 * The OTLP side of loggers and bridges: hands records to the OpenTelemetry Logs API under one instrumentation scope. Bound
 * late, so it follows whichever provider is registered at the moment of a record. Never throws.
 */
export class LogEmitter {
  readonly drops: DropLedger;
  readonly #scope: string;
  readonly #version: string | undefined;
  readonly #ownProvider: LoggerProvider | undefined;
  #provider: LoggerProvider | undefined;
  #logger: Logger | undefined;

  constructor(scope: string, version?: string, providers?: Providers) {
    this.#scope = scope;
    this.#version = version;
    this.#ownProvider = providers?.loggerProvider;
    this.drops = providers?.drops ?? drops;
  }

  /** Where records go now. */
  get provider(): LoggerProvider {
    return this.#ownProvider ?? logs.getLoggerProvider();
  }

  /** Whether a record would be sent; false without an SDK. After shutdown it is counted as lost. */
  accepts(severity: number, eventName?: string): boolean {
    try {
      if (loggingState.hasExportEnded && !this.#ownProvider) {
        this.drops.record('logs', 'shutdown');
        return false;
      }
      const severityNumber = toSeverityNumber(severity);
      return this.#resolve().enabled(
        eventName === undefined ? { severityNumber } : { severityNumber, eventName },
      );
    } catch {
      this.drops.record('logs', 'sdk_failed');
      return false;
    }
  }

  emit(record: EmittedRecord): void {
    try {
      const { timeMs, severityText, body, attributes, eventName, context } = record;
      this.#resolve().emit({
        timestamp: [Math.trunc(timeMs / 1_000), Math.trunc((timeMs % 1_000) * 1e6)],
        severityNumber: toSeverityNumber(record.severityNumber),
        severityText,
        attributes,
        ...(body !== undefined && { body }),
        ...(eventName !== undefined && { eventName }),
        ...(context && { context }),
      });
    } catch {
      this.drops.record('logs', 'sdk_failed');
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
