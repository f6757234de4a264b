import { quote } from '../catalog/quote.ts';
import { drops, type DropLedger } from '../drops/drop-ledger.ts';
import type { BoundValue, Instruments } from '../instruments/instrument-types.ts';
import { notices, type Notices } from '../notices.ts';
import type { Providers } from '../providers.ts';
import { errorType } from '../spans/error-type.ts';
import type { CacheOperation, cacheCatalog, CacheOutcome, EvictionReason } from './catalog.ts';

/**
 * Counts since the start of the process. Plain fields that the wrappers increment themselves: this is the hot path. They are
 * whole numbers and never shrink.
 */
export type CacheTally = Record<CacheOutcome | EvictionReason, number>;

export function emptyTally(): CacheTally {
  return { hit: 0, miss: 0, stale: 0, coalesced: 0, error: 0, capacity: 0, expired: 0 };
}

/** What a cache can say about its size at the moment. Whatever it cannot say is absent. */
export interface CacheSize {
  readonly entries?: number | undefined;
  readonly maxEntries?: number | undefined;
  /** Bytes. */
  readonly usage?: number | undefined;
  /** Bytes. */
  readonly limit?: number | undefined;
}

interface Member {
  readonly cache: WeakRef<object>;
  readonly sizeOf: (cache: object) => CacheSize;
}

/** Everything that is recorded under one name. Caches that share the name share it: counts and sizes are sums. */
export class CacheSignals {
  readonly name: string;
  readonly tally = emptyTally();
  readonly drops: DropLedger;
  readonly notices: Notices;
  /** Whether evictions are known, so that even none of them can be reported. */
  knowsEvictions = false;
  readonly #instruments: Instruments<typeof cacheCatalog>;
  readonly #members = new Set<Member>();
  #forgetAt = 64;
  readonly #operations = new Map<CacheOperation, BoundValue>();
  #loads: BoundValue | undefined;

  constructor(name: string, instruments: Instruments<typeof cacheCatalog>, providers: Providers) {
    this.name = name;
    this.#instruments = instruments;
    this.drops = providers.drops ?? drops;
    this.notices = providers.notices ?? notices;
  }

  /** Reports the size of a cache until it is garbage or the returned function is called. Does not keep it alive. */
  reportSize(cache: object, sizeOf: (cache: object) => CacheSize): () => void {
    this.#forgetGarbage();
    const member = { cache: new WeakRef(cache), sizeOf };
    this.#members.add(member);
    return () => this.#members.delete(member);
  }

  /** The sum over all caches of the name. What none of them knows is absent. */
  size(): CacheSize {
    const sum: Record<string, number> = {};
    for (const member of this.#members) {
      const cache = member.cache.deref();
      if (cache === undefined) {
        this.#members.delete(member);
        continue;
      }
      for (const [what, value] of Object.entries(this.#read(member, cache))) {
        // Nonsense of one cache must not poison the sum.
        if (Number.isFinite(value) && value >= 0) sum[what] = (sum[what] ?? 0) + value;
      }
    }
    return sum;
  }

  /** A time stamp for {@link recordOperation}, or `undefined` while no SDK would take it. */
  startOperation(): number | undefined {
    return this.#instruments.operationDuration.isEnabled() ? performance.now() : undefined;
  }

  /** @param failure - With the error when the operation failed. */
  recordOperation(
    operation: CacheOperation,
    startedAt: number | undefined,
    failure?: { error: unknown },
  ): void {
    if (startedAt === undefined) return;
    const seconds = (performance.now() - startedAt) / 1_000;
    if (failure !== undefined) {
      this.#instruments.operationDuration.record(seconds, {
        'fluxora.cache.name': this.name,
        'fluxora.cache.operation': operation,
        'error.type': errorType(failure.error),
      });
      return;
    }
    let bound = this.#operations.get(operation);
    if (bound === undefined) {
      bound = this.#instruments.operationDuration.bind({
        'fluxora.cache.name': this.name,
        'fluxora.cache.operation': operation,
      });
      this.#operations.set(operation, bound);
    }
    bound.record(seconds);
  }

  /** As {@link startOperation}, for {@link recordLoad}. */
  startLoad(): number | undefined {
    return this.#instruments.loadDuration.isEnabled() ? performance.now() : undefined;
  }

  recordLoad(startedAt: number | undefined, failure?: { error: unknown }): void {
    if (startedAt === undefined) return;
    const seconds = (performance.now() - startedAt) / 1_000;
    if (failure !== undefined) {
      this.#instruments.loadDuration.record(seconds, {
        'fluxora.cache.name': this.name,
        'error.type': errorType(failure.error),
      });
      return;
    }
    this.#loads ??= this.#instruments.loadDuration.bind({ 'fluxora.cache.name': this.name });
    this.#loads.record(seconds);
  }

  /** Counts something of the user's or the cache's that failed while it was looked at, and says it once. */
  reportFailure(what: string, mend: string): void {
    this.drops.record('metrics', 'callback_failed');
    this.say(what, mend);
  }

  /** Says something once per cache name. @param what - Completes the sentence that begins with the name. */
  say(what: string, mend: string): void {
    this.notices.once(
      `cache ${this.name} ${what}`,
      () => `telemetry/cache: ${quote(this.name)} ${what}. ${mend}`,
    );
  }

  /** Short-lived caches under one name must not pile up where nothing is collected. */
  #forgetGarbage(): void {
    if (this.#members.size < this.#forgetAt) return;
    for (const member of this.#members) {
      if (member.cache.deref() === undefined) this.#members.delete(member);
    }
    this.#forgetAt = Math.max(this.#forgetAt, 2 * this.#members.size);
  }

  #read(member: Member, cache: object): CacheSize {
    try {
      return member.sizeOf(cache);
    } catch {
      this.reportFailure(
        'has a size that could not be read',
        'Its entries and bytes are missing; everything else is measured.',
      );
      return {};
    }
  }
}
