import type { ExportResult } from '@opentelemetry/core';
import type { SignalAccount } from './signal-account.ts';

interface Exporter<Batch> {
  export(batch: Batch, done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface ExportOutcome {
  readonly items: number;
  readonly error: Error | undefined;
}

const SUCCESS = 0 satisfies ExportResult['code'];

/**
 * Keeps the books for an exporter: each batch is counted once, as exported or as failed, when its result arrives. Knows how
 * many batches are on their way, which the SDK's own `forceFlush` does not wait for.
 */
export class CountedExporter<Batch> implements Exporter<Batch> {
  readonly #inner: Exporter<Batch>;
  readonly #account: SignalAccount;
  readonly #countItems: (batch: Batch) => number;
  readonly #onOutcome: (outcome: ExportOutcome) => void;
  #inFlight = 0;
  #idle: (() => void)[] = [];

  constructor(
    inner: Exporter<Batch>,
    account: SignalAccount,
    countItems: (batch: Batch) => number,
    onOutcome: (outcome: ExportOutcome) => void,
  ) {
    this.#inner = inner;
    this.#account = account;
    this.#countItems = countItems;
    this.#onOutcome = onOutcome;
  }

  export(batch: Batch, done: (result: ExportResult) => void): void {
    const items = this.#countItems(batch);
    let isSettled = false;
    this.#inFlight += 1;
    const settle = (result: ExportResult): void => {
      if (isSettled) return;
      isSettled = true;
      this.#inFlight -= 1;
      if (result.code === SUCCESS) this.#account.export(items);
      else this.#account.drop('export_failed', items);
      this.#onOutcome({ items, error: result.code === SUCCESS ? undefined : errorOf(result) });
      done(result);
      if (this.#inFlight === 0) this.#idle.splice(0).forEach((resolve) => resolve());
    };
    try {
      this.#inner.export(batch, settle);
    } catch (error) {
      settle({ code: 1, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  /** Resolves when no batch is on its way. */
  idle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }
}

function errorOf(result: ExportResult): Error {
  return result.error ?? new Error('the exporter gave no reason');
}
