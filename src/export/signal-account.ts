import type { DropCause, DropLedger, SignalType } from '@fluxora/telemetry-core';
import type { SignalReport } from '../pipeline/pipeline.ts';

/**
 * The books of one signal: every item is created once and then either exported or dropped for one cause; the rest is pending.
 * Drops also go to the ledger that is exported as `fluxora.telemetry.dropped`.
 */
export class SignalAccount {
  readonly signal: SignalType;
  readonly #ledger: DropLedger;
  readonly #dropped = new Map<DropCause, number>();
  #created = 0;
  #exported = 0;
  #lost = 0;
  #isClosed = false;

  constructor(signal: SignalType, ledger: DropLedger) {
    this.signal = signal;
    this.#ledger = ledger;
  }

  /** After the end nobody is interested in late results. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  get pending(): number {
    return this.#created - this.#exported - this.#lost;
  }

  get lost(): number {
    return this.#lost;
  }

  create(count = 1): void {
    this.#created += count;
    if (this.#isClosed) this.#write('shutdown', count);
  }

  export(count: number): void {
    if (!this.#isClosed) this.#exported += count;
  }

  drop(cause: DropCause, count: number): void {
    if (!this.#isClosed) this.#write(cause, count);
  }

  /** What is still pending is lost, and so is whatever comes later. Late results no longer count. */
  close(): void {
    if (this.#isClosed) return;
    this.#write('shutdown', this.pending);
    this.#isClosed = true;
  }

  #write(cause: DropCause, count: number): void {
    if (count <= 0) return;
    this.#lost += count;
    this.#dropped.set(cause, (this.#dropped.get(cause) ?? 0) + count);
    this.#ledger.record(this.signal, cause, count);
  }

  report(): SignalReport {
    return {
      exported: this.#exported,
      dropped: Object.fromEntries(this.#dropped),
      pending: this.pending,
    };
  }
}
