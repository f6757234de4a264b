import type { Meter, Tracer } from '@opentelemetry/api';
import type { Health, Logger, Providers } from '@fluxora/telemetry-core';
import type { FlushReport } from './pipeline/pipeline.ts';

/** How long a flush or shutdown may take. */
export interface TimeoutOptions {
  /** Longest time to wait. Milliseconds, ≥ 0. */
  readonly timeoutMs?: number;
}

/** Who this process is, as its resource says. */
export interface ServiceInfo {
  readonly name: string;
  readonly version: string | undefined;
  readonly namespace: string | undefined;
  readonly environment: string | undefined;
}

/** What {@link instrument} returns: the running telemetry of this process. */
export interface Telemetry {
  /** Who this process is, as its resource says. */
  readonly service: ServiceInfo;
  /** `attached`: another OpenTelemetry SDK was already registered and is used. */
  readonly mode: 'otlp' | 'console' | 'off' | 'attached';
  /** Where signals go; pass it to anything that accepts `providers`. Empty members mean the process-wide ones. */
  readonly providers: Providers;
  /** Writes structured log records and readable lines. Works in every mode and after shutdown (lines only). */
  readonly logger: Logger;
  /** Makes spans under the scope of this service. */
  readonly tracer: Tracer;
  /** Makes metric instruments under the scope of this service. Only after `instrument()`: the API has no late binding here. */
  readonly meter: Meter;
  /**
   * The checks of this process and its life cycle: startup, liveness, readiness. The process-wide one, so it works in every
   * mode, before and after; `shutdown()` leaves it as it is, since a process may go on without telemetry.
   */
  readonly health: Health;
  /** The configuration in effect, with every secret masked. */
  readonly config: Readonly<Record<string, unknown>>;
  /**
   * Sends what waits. Never rejects; resolves within the budget even when the collector hangs, and says what became of
   * every item. May be called at any time and any number of times; after shutdown it repeats the last report.
   */
  flush(options?: TimeoutOptions): Promise<FlushReport>;
  /**
   * Flushes, then stops for good: what is still waiting when the budget runs out is dropped and counted. Never rejects;
   * a second call gets the same report. Afterwards measuring is harmless and silent, and `instrument()` may start anew.
   */
  shutdown(options?: TimeoutOptions): Promise<FlushReport>;
}
