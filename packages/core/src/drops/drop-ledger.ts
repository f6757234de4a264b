import { DROP_CAUSES, type DropCause, type SignalType } from './drop-causes.ts';

export interface DropCount {
  readonly signal: SignalType;
  readonly cause: DropCause;
  /** Items, a whole number above 0, since the process started. */
  readonly count: number;
}

/**
 * Counts everything that telemetry lost or trimmed, by signal and cause. Cheap enough for the hot path; never throws.
 * Exported as `fluxora.telemetry.dropped` by {@link observeDrops}.
 */
export class DropLedger {
  readonly #counts: Record<SignalType, Map<DropCause, number>> = {
    traces: new Map(),
    metrics: new Map(),
    logs: new Map(),
  };

  /** @param count - Items, a whole number; anything that is not above 0 is ignored. */
  record(signal: SignalType, cause: DropCause, count = 1): void {
    if (!(count > 0)) return;
    const byCause = this.#counts[signal];
    byCause.set(cause, (byCause.get(cause) ?? 0) + count);
  }

  /** Every cause that has occurred, in order of signal and first occurrence. */
  counts(): DropCount[] {
    return Object.entries(this.#counts).flatMap(([signal, byCause]) =>
      Array.from(byCause, ([cause, count]) => ({ signal: signal as SignalType, cause, count })),
    );
  }

  /** Items wholly lost (not merely trimmed), of one signal or of all. */
  lost(signal?: SignalType): number {
    return this.counts()
      .filter((entry) => DROP_CAUSES[entry.cause].lost && (!signal || entry.signal === signal))
      .reduce((sum, entry) => sum + entry.count, 0);
  }
}

/** The process-wide ledger, used wherever `providers.drops` is absent. */
export const drops = new DropLedger();
