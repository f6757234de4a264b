import type { Notices } from '@fluxora/telemetry-core';
import type { FlushReport, Pipeline } from '../pipeline/pipeline.ts';
import { sendLastWords } from './last-words.ts';

export interface ExitGuardOptions {
  readonly pipeline: Pipeline;
  readonly notices: Notices;
  /** Longest time to hold a process that ends at once. Milliseconds; 0 never holds it. */
  readonly exitTimeoutMs: number;
  /** Within the budget of a shutdown; never rejects. */
  flush(): Promise<FlushReport>;
}

const MENDS = {
  flushTimedOut: 'Check that the collector answers, or raise shutdownTimeoutMs.',
  mustNotHold: 'Before process.exit(), await telemetry.shutdown(), or set exitTimeoutMs above 0.',
  notAccepted:
    'Check that the collector answers; before process.exit(), await telemetry.shutdown(), or raise exitTimeoutMs.',
  notSendable:
    'The exporters for gRPC and Zipkin cannot send so late. Before process.exit(), await telemetry.shutdown(), or use ' +
    'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.',
} as const;

/**
 * Sends what is left when the process ends: after its last work, in its own time; on `process.exit()` and after an uncaught
 * exception, when nothing asynchronous happens any more, through {@link sendLastWords}.
 */
export class ExitGuard {
  readonly #options: ExitGuardOptions;
  #hasFlushed = false;
  #hasGivenUp = false;

  constructor(options: ExitGuardOptions) {
    this.#options = options;
  }

  install(): void {
    process.on('beforeExit', this.#onBeforeExit);
    process.on('exit', this.#onExit);
  }

  remove(): void {
    process.removeListener('beforeExit', this.#onBeforeExit);
    process.removeListener('exit', this.#onExit);
  }

  readonly #onBeforeExit = (): void => {
    // Flushing gives the event loop work, so Node asks again afterwards: then only what is new counts, and no hope is lost twice.
    if (this.#hasGivenUp || (this.#hasFlushed && this.#left() === 0)) return;
    this.#hasFlushed = true;
    void this.#flush();
  };

  readonly #onExit = (): void => {
    try {
      const loss = this.#sendLeft();
      if (loss === undefined) return;
      this.#options.notices.once(
        'exit.lost',
        `telemetry/exit: the process ended with ${loss.items} spans and log records not delivered. ${loss.mend}`,
      );
    } catch {
      // The process is ending; nothing may hold it up.
    }
  };

  /** What could not be delivered and what would have helped; undefined when everything that could still be sent was accepted. */
  #sendLeft(): { items: number; mend: string } | undefined {
    const { pipeline, exitTimeoutMs } = this.#options;
    const items = this.#left();
    if (items === 0) return undefined;
    // A collector that did not answer a flush will not answer now.
    if (this.#hasGivenUp) return { items, mend: MENDS.flushTimedOut };
    if (exitTimeoutMs === 0) return { items, mend: MENDS.mustNotHold };
    const requests = pipeline.takeUnsent();
    const notSendable = items - this.#left();
    // What was written but not answered yet is not among them: it is very likely there, and must not arrive twice.
    const isAccepted = sendLastWords(requests, exitTimeoutMs) === requests.length;
    if (!isAccepted) return { items, mend: MENDS.notAccepted };
    return notSendable > 0 ? { items: notSendable, mend: MENDS.notSendable } : undefined;
  }

  async #flush(): Promise<void> {
    this.#hasGivenUp = (await this.#options.flush()).timedOut;
  }

  /** Spans and log records; metrics are collected in time or not at all. */
  #left(): number {
    const { traces, logs } = this.#options.pipeline.report();
    return traces.pending + logs.pending;
  }
}
