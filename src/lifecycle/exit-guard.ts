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
    if (this.#hasGivenUp || this.#left() === 0) return;
    const { pipeline, notices, exitTimeoutMs } = this.#options;
    try {
      const left = this.#left();
      const requests = exitTimeoutMs > 0 ? pipeline.takeUnsent() : [];
      const sent = sendLastWords(requests, exitTimeoutMs);
      // What was written but not answered is very likely there; what nobody took on is not.
      if (exitTimeoutMs > 0 && sent === requests.length) return;
      notices.once(
        'exit.lost',
        `telemetry/exit: the process ended with ${left} spans and log records not delivered. ` +
          'Await telemetry.shutdown() before process.exit(), or raise exitTimeoutMs.',
      );
    } catch {
      // The process is ending; nothing may hold it up.
    }
  };

  async #flush(): Promise<void> {
    this.#hasGivenUp = (await this.#options.flush()).timedOut;
  }

  /** Spans and log records; metrics are collected in time or not at all. */
  #left(): number {
    const { traces, logs } = this.#options.pipeline.report();
    return traces.pending + logs.pending;
  }
}
