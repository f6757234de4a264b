import type { CacheTally } from './cache-signals.ts';

/** A result that is remembered. */
export interface Entry {
  readonly kind: 'value' | 'promise' | 'thrown' | 'rejected';
  /** The value, the fulfilled promise, or the error. */
  readonly value: unknown;
  /** Until when it is fresh. Milliseconds of the monotonic clock. */
  readonly freshUntil: number;
  /** Until when it may be served at all. */
  readonly staleUntil: number;
  /** From when on a stale one is to be loaded anew; `Infinity` while that is being done. */
  refreshFrom: number;
  /** Whether it was asked for since it was last passed over for eviction. */
  isUsed: boolean;
}

/** Entries that one eviction passes over at most, so that it stays short in a large store. */
const MAX_CHANCES = 32;

/**
 * Entries by key, bounded in number. What has not been used lately makes room: the oldest entry, unless it was used since it was
 * last considered; then it is the youngest again ("second chance"). Unlike with an exact order of use a hit costs the write of a
 * field; to move an entry within a `Map` costs more than all the rest of the call.
 */
export class ExpiringStore {
  readonly max: number;
  readonly #entries = new Map<unknown, Entry>();

  constructor(max: number) {
    this.max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The entry; one whose time is over is removed. */
  get(key: unknown, now: number, tally: CacheTally): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (now >= entry.staleUntil) {
      this.#entries.delete(key);
      tally.expired += 1;
      return undefined;
    }
    entry.isUsed = true;
    return entry;
  }

  set(key: unknown, entry: Entry, tally: CacheTally): void {
    // Anew, as the youngest.
    this.#entries.delete(key);
    if (this.#entries.size >= this.max) {
      this.#evict();
      tally.capacity += 1;
    }
    this.#entries.set(key, entry);
  }

  /** Whether this very entry is there. */
  holds(key: unknown, entry: Entry): boolean {
    return this.#entries.get(key) === entry;
  }

  delete(key: unknown): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  #evict(): void {
    let chances = MAX_CHANCES;
    // What is set anew while it is iterated over comes again at the end.
    for (const [key, entry] of this.#entries) {
      this.#entries.delete(key);
      if (!entry.isUsed || chances === 0) return;
      chances -= 1;
      entry.isUsed = false;
      this.#entries.set(key, entry);
    }
  }
}
