import { context, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import type { ExportResult } from '@opentelemetry/core';
import type { BatchSettings } from '../options/settings.ts';
import { errorOf } from './export-result.ts';
import type { SignalAccount } from './signal-account.ts';

export interface BatchExporter<Item> {
  export(batch: Item[], done: (result: ExportResult) => void): void;
}

/** Told of what passes, for the SDK's self-metrics. */
export interface QueueObserver {
  finished(items: number, error: Error | undefined): void;
  refused(): void;
}

/** Batches on their way at once while a backlog is worked off. One would be bound to a round trip each; many would hold memory. */
const MAX_CONCURRENT = 4;

/**
 * Gathers finished items and hands them to the exporter in batches: when a batch is full, after a delay, on flush. Bounded;
 * items above the bound are counted as `queue_full`.
 *
 * Ours instead of the SDK's batch processors because those cannot be emptied synchronously when a process ends, do not wait
 * for the batch that is on its way, and start all batches of a flush at once (docs/decisions/0003-own-otlp-transport.md).
 */
export class BatchQueue<Item> {
  readonly #settings: BatchSettings;
  readonly #exporter: BatchExporter<Item>;
  readonly #account: SignalAccount;
  readonly #observer: QueueObserver;
  readonly #onOverflow: (dropped: number) => void;
  /** Everything that the export does, requests included, must not be traced itself. */
  readonly #untraced: Context;
  /** Resolves when the resource is known, which may take a moment after the start. */
  #ready: Promise<void> | undefined;
  #items: Item[] = [];
  /** Items taken from the queue so far; the next one to be taken has this number. */
  #taken = 0;
  /** Number of the first item of every batch on its way. */
  readonly #onTheirWay = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #isClosed = false;
  /** Items refused for lack of room since that was last told. */
  #refused = 0;
  /** Flushes that wait until every item below `until` is settled. */
  #waiters: { readonly until: number; readonly resolve: () => void }[] = [];

  constructor(options: {
    settings: BatchSettings;
    exporter: BatchExporter<Item>;
    account: SignalAccount;
    observer: QueueObserver;
    /** Told how many items found no room, once there is room again: for the operator, who wants a sum and not every item. */
    onOverflow: (dropped: number) => void;
    suppressTracing: (context: Context) => Context;
    ready: Promise<void> | undefined;
  }) {
    this.#settings = options.settings;
    this.#exporter = options.exporter;
    this.#account = options.account;
    this.#observer = options.observer;
    this.#onOverflow = options.onOverflow;
    this.#untraced = options.suppressTracing(ROOT_CONTEXT);
    this.#ready = options.ready;
    void this.#awaitReady();
  }

  /** Items that wait, without those on their way. */
  get size(): number {
    return this.#items.length;
  }

  /** Never waits, never throws. */
  add(item: Item): void {
    this.#account.create();
    if (this.#isClosed) {
      this.#account.drop('shutdown', 1);
    } else if (this.#items.length >= this.#settings.queueSize) {
      this.#refused += 1;
      this.#account.drop('queue_full', 1);
      this.#observer.refused();
    } else {
      this.#items.push(item);
      if (this.#items.length >= this.#settings.batchSize) this.#pumpSoon();
      else this.#pumpLater();
    }
  }

  /** Resolves when everything that was added before is settled: accepted or given up. Never rejects. */
  flush(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push({ until: this.#taken + this.#items.length, resolve });
      this.#pump();
    });
  }

  /** Takes no more items: later ones are counted as lost to `shutdown`. */
  close(): void {
    this.#isClosed = true;
  }

  /** Exports all that waits in this very turn, as far as the exporter works synchronously. For the end of the process. */
  exportNow(): void {
    this.#isClosed = true;
    while (this.#items.length > 0) this.#exportOne();
  }

  /** Forgets all that waits; the caller has counted it. */
  clear(): void {
    this.#isClosed = true;
    this.#tellOverflow();
    this.#taken += this.#items.length;
    this.#items = [];
    this.#stopTimers();
    this.#settleWaiters();
  }

  async #awaitReady(): Promise<void> {
    await this.#ready;
    this.#ready = undefined;
    this.#pump();
  }

  #pumpLater(): void {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // After the delay a batch need not be full.
      if (this.#items.length > 0 && this.#onTheirWay.size === 0) this.#exportOne();
    }, this.#settings.scheduleDelayMs);
    this.#timer.unref();
  }

  /** Serialising a batch takes milliseconds: not in the turn of the request that happened to fill it. */
  #pumpSoon(): void {
    this.#immediate ??= setImmediate(() => {
      this.#immediate = undefined;
      this.#pump();
    });
  }

  #pump(): void {
    this.#settleWaiters();
    while (!this.#ready && this.#onTheirWay.size < MAX_CONCURRENT && this.#isBatchDue()) {
      this.#exportOne();
    }
    if (this.#items.length > 0) this.#pumpLater();
  }

  #isBatchDue(): boolean {
    const isAwaited = this.#waiters.some(({ until }) => until > this.#taken);
    return this.#items.length >= (isAwaited ? 1 : this.#settings.batchSize);
  }

  #exportOne(): void {
    if (this.#ready && !this.#isClosed) return;
    this.#tellOverflow();
    const batch = this.#items.splice(0, this.#settings.batchSize);
    const first = this.#taken;
    this.#taken += batch.length;
    this.#onTheirWay.add(first);
    context.with(this.#untraced, () =>
      this.#exporter.export(batch, (result) => {
        this.#onTheirWay.delete(first);
        this.#observer.finished(batch.length, errorOf(result));
        this.#pump();
      }),
    );
  }

  #tellOverflow(): void {
    if (this.#refused === 0) return;
    const dropped = this.#refused;
    this.#refused = 0;
    this.#onOverflow(dropped);
  }

  #settleWaiters(): void {
    if (this.#waiters.length === 0) return;
    const settledBelow = Math.min(this.#taken, ...this.#onTheirWay);
    this.#waiters = this.#waiters.filter(({ until, resolve }) => {
      if (until > settledBelow) return true;
      resolve();
      return false;
    });
  }

  #stopTimers(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }
}
