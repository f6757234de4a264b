import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { UnsentRequest } from '../export/otlp-transport.ts';
import type { DropCause, DropLedger, Notices, SignalType } from '@fluxora/telemetry-core';

/** What became of one signal's items (spans, metric data points, log records) since the start. */
export interface SignalReport {
  /** Confirmed by the collector, or printed in console mode. */
  readonly exported: number;
  /** Lost, by cause. */
  readonly dropped: Readonly<Partial<Record<DropCause, number>>>;
  /** Waiting or on their way. */
  readonly pending: number;
}

/** What {@link Telemetry.flush} and {@link Telemetry.shutdown} resolve with. `created = exported + dropped + pending`. */
export interface FlushReport extends Readonly<Record<SignalType, SignalReport>> {
  /** How long it took. Milliseconds. */
  readonly durationMs: number;
  /** True when the budget ran out before everything was settled. */
  readonly timedOut: boolean;
}

/**
 * What carries the signals: the official SDK (`standard`), somebody else's (`attached`), nothing (`off`). Everything else in
 * this package talks to this interface and cannot tell which one is running.
 */
export interface Pipeline {
  readonly providers: {
    readonly tracerProvider?: TracerProvider;
    readonly meterProvider?: MeterProvider;
    readonly loggerProvider?: LoggerProvider;
  };
  /** Sends what waits. Resolves when all is settled; may take longer than anybody wants to wait, and may reject. */
  flush(): Promise<void>;
  /** Flushes, then stops: no timer and no socket of ours remains when it resolves. May reject. */
  shutdown(): Promise<void>;
  /** Gives up everything that is still waiting, at once: counted as dropped by `shutdown`, connections closed. */
  abort(): void;
  /**
   * For the moment the process ends: all that can be serialised at once, for somebody else to send. Nothing works after it.
   * What nobody else can send is given up: counted as dropped by `shutdown`, no longer pending.
   */
  takeUnsent(): readonly UnsentRequest[];
  /** Why the last export failed, in words, as long as that is the state of things. */
  problem(): string | undefined;
  report(): Readonly<Record<SignalType, SignalReport>>;
}

/** What a pipeline gets from outside. */
export interface PipelineContext {
  readonly drops: DropLedger;
  readonly notices: Notices;
}
