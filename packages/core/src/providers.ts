import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { DropLedger } from './drops/drop-ledger.ts';
import type { Notices } from './notices.ts';

/**
 * Where an instrumentation sends its signals. Every absent member means the process-wide one: the provider registered with
 * the OpenTelemetry API (looked up late, so the order of imports does not matter), the default ledger, the default notices.
 *
 * Pass one to isolate: tests that run in parallel, or two telemetry set-ups in one process.
 */
export interface Providers {
  readonly tracerProvider?: TracerProvider;
  readonly meterProvider?: MeterProvider;
  readonly loggerProvider?: LoggerProvider;
  /** Counts what was lost or trimmed. */
  readonly drops?: DropLedger;
  /** Says once what the operator should know. */
  readonly notices?: Notices;
}
