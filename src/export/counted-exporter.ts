import type { ExportResult } from '@opentelemetry/core';
import { errorOf, failedWith } from './export-result.ts';
import type { PartialSuccess } from './refit-exporter.ts';
import type { SignalAccount } from './signal-account.ts';

interface Exporter<Batch> {
  export(batch: Batch, done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface ExportEvents {
  onDelivered(): void;
  onLost(items: number, error: Error): void;
  onRejected(partial: PartialSuccess): void;
}

/**
 * Keeps the books for an exporter: each batch is settled once, as exported, failed or partly rejected. Never throws, and calls
 * back exactly once whatever the exporter does.
 */
export class CountedExporter<Batch> implements Exporter<Batch> {
  readonly #create: () => Exporter<Batch>;
  #inner: Exporter<Batch> | undefined;
  readonly #account: SignalAccount;
  readonly #countItems: (batch: Batch) => number;
  readonly #events: ExportEvents;
  #partial: PartialSuccess | undefined;

  /** @param create - Called for the first batch: an exporter costs a process more than the rest of the SDK at its start. */
  constructor(
    create: () => Exporter<Batch>,
    account: SignalAccount,
    countItems: (batch: Batch) => number,
    events: ExportEvents,
  ) {
    this.#create = create;
    this.#account = account;
    this.#countItems = countItems;
    this.#events = events;
  }

  /** The exporter tells of a partial success just before, in the same turn, it calls back with success. */
  notePartialSuccess(partial: PartialSuccess): void {
    this.#partial = partial;
  }

  export(batch: Batch, done: (result: ExportResult) => void): void {
    const items = this.#countItems(batch);
    let isSettled = false;
    const settle = (result: ExportResult): void => {
      if (isSettled) return;
      isSettled = true;
      const partial = this.#partial;
      this.#partial = undefined;
      const error = errorOf(result);
      if (error) this.#settleLost(items, error);
      else this.#settleDelivered(items, partial);
      done(result);
    };
    try {
      this.#inner ??= this.#create();
      this.#inner.export(batch, settle);
    } catch (error) {
      settle(failedWith(error));
    }
  }

  async forceFlush(): Promise<void> {
    await this.#inner?.forceFlush?.();
  }

  async shutdown(): Promise<void> {
    await this.#inner?.shutdown();
  }

  #settleDelivered(items: number, partial: PartialSuccess | undefined): void {
    const rejected = Math.min(partial?.rejected ?? 0, items);
    this.#account.export(items - rejected);
    this.#account.drop('export_rejected', rejected);
    this.#events.onDelivered();
    if (partial) this.#events.onRejected(partial);
  }

  #settleLost(items: number, error: Error): void {
    this.#account.drop('export_failed', items);
    if (!this.#account.isClosed) this.#events.onLost(items, error);
  }
}
