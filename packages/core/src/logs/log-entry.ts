import type { SpanContext } from '@opentelemetry/api';
import type { LogLevel } from './log-level.ts';
import type { PlainAttributes } from './normalize-value.ts';

/** One record on its way to the console and to OTLP. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly level: LogLevel;
  /** Undefined for an event without a message of its own. */
  readonly message: string | undefined;
  readonly attributes: PlainAttributes;
  readonly eventName: string | undefined;
  /** The logger's name; undefined for the default logger. */
  readonly scope: string | undefined;
  readonly spanContext: SpanContext | undefined;
}
