import type { Notices, SignalType } from '@fluxora/telemetry-core';
import { adviceFor } from './export-advice.ts';
import { toExportError, type ExportError } from './export-error.ts';
import type { ExportTarget } from './export-target.ts';
import { printableLine } from '../printable-line.ts';
import type { PartialSuccess } from './refit-exporter.ts';
import type { SignalAccount } from './signal-account.ts';

const FIVE_MINUTES = 300_000;

/** What makes room in a queue. */
const OVERFLOWS = {
  traces: {
    items: 'spans',
    mend: 'Raise limits.queueSize (OTEL_BSP_MAX_QUEUE_SIZE), sample fewer traces, or give the collector more room.',
  },
  logs: {
    items: 'log records',
    mend: 'Raise limits.queueSize (OTEL_BLRP_MAX_QUEUE_SIZE), log less, or give the collector more room.',
  },
} as const;

/** Where a signal was sent; outages are told per origin. */
type Target = Pick<ExportTarget, 'protocol' | 'url'>;

interface Outage {
  readonly since: Date;
  readonly signals: Set<SignalType>;
  /** Items lost before it began, so that the difference can be told. */
  readonly lostBefore: number;
  error: ExportError;
  isSaid: boolean;
}

/**
 * Tells the operator about a collector that does not take what we send: one line when it begins, at most one every five
 * minutes while it lasts, one when it is over. Everything between goes to debug.
 */
export class OutageReporter {
  readonly #notices: Notices;
  readonly #accounts: readonly SignalAccount[];
  readonly #outages = new Map<string, Outage>();
  /** Items that found the queue full since that was last said. */
  readonly #overflowed = { traces: 0, logs: 0 };
  #lastProblem: string | undefined;

  constructor(notices: Notices, accounts: readonly SignalAccount[]) {
    this.#notices = notices;
    this.#accounts = accounts;
  }

  /** Why the last try of any signal failed, in words; undefined as long as none has, or since the collector took something. */
  lastProblem(): string | undefined {
    return this.#lastProblem;
  }

  /** A try failed that is repeated because the collector asked for it: worth a word only if it all ends in failure. */
  failedForNow(cause: unknown): void {
    this.#lastProblem = toExportError(cause).message;
  }

  /** @param lost - Items that this failure has cost, already counted as lost. */
  failed(signal: SignalType, target: Target, cause: unknown, lost = 0): void {
    const { origin } = new URL(target.url);
    const error = toExportError(cause);
    this.#lastProblem = error.message;
    const outage = this.#outages.get(origin) ?? this.#begin(origin, error, lost);
    outage.error = error;
    outage.signals.add(signal);
    const isSaid = this.#notices.limited(`export.down.${origin}`, FIVE_MINUTES, () =>
      this.#describe(origin, target, outage),
    );
    outage.isSaid ||= isSaid;
  }

  delivered(signal: SignalType, target: Target): void {
    this.#lastProblem = undefined;
    if (this.#outages.size === 0) return;
    const { origin } = new URL(target.url);
    const outage = this.#outages.get(origin);
    if (!outage) return;
    outage.signals.delete(signal);
    if (outage.signals.size > 0) return;
    this.#outages.delete(origin);
    if (!outage.isSaid) return;
    this.#notices.limited(`export.up.${origin}`, FIVE_MINUTES, () => {
      const seconds = Math.round((Date.now() - outage.since.getTime()) / 1_000);
      return (
        `telemetry/export: ${origin} accepts telemetry again after ${seconds} s; ` +
        `${this.#lostIn(outage)} items were lost meanwhile. Nothing to do.`
      );
    });
  }

  rejected(signal: SignalType, target: Target, { rejected, message }: PartialSuccess): void {
    this.#notices.limited(
      `export.rejected.${signal}`,
      FIVE_MINUTES,
      () =>
        `telemetry/export: ${new URL(target.url).origin} accepted a batch of ${signal} but rejected ${rejected} items` +
        `${message && ` ("${printableLine(message, 200)}")`}. See the collector's log; sending them again would not help.`,
    );
  }

  /** Items were lost because the queue, of `queueSize`, was full. During an outage its own lines count them. */
  overflowed(signal: 'traces' | 'logs', target: Target, dropped: number, queueSize: number): void {
    if (this.#outages.has(new URL(target.url).origin)) return;
    this.#overflowed[signal] += dropped;
    const { items, mend } = OVERFLOWS[signal];
    const isSaid = this.#notices.limited(
      `export.overflow.${signal}`,
      FIVE_MINUTES,
      () =>
        `telemetry/export: ${this.#overflowed[signal]} ${items} were dropped because ${queueSize} were waiting already, ` +
        `which is the size of the queue. ${mend}`,
    );
    if (isSaid) this.#overflowed[signal] = 0;
  }

  #begin(origin: string, error: ExportError, lost: number): Outage {
    const outage: Outage = {
      since: new Date(),
      signals: new Set(),
      lostBefore: this.#lost() - lost,
      error,
      isSaid: false,
    };
    this.#outages.set(origin, outage);
    return outage;
  }

  #describe(origin: string, target: Target, outage: Outage): string {
    const waiting = this.#accounts.reduce((sum, account) => sum + account.pending, 0);
    const since = outage.since.toISOString().slice(0, 19);
    return (
      `telemetry/export: ${origin} does not accept ${[...outage.signals].join(', ')} since ${since}Z ` +
      `(${outage.error.message}); ${waiting} items wait, ${this.#lostIn(outage)} are lost. ` +
      adviceFor(outage.error, target)
    );
  }

  #lostIn(outage: Outage): number {
    return this.#lost() - outage.lostBefore;
  }

  #lost(): number {
    return this.#accounts.reduce((sum, account) => sum + account.lost, 0);
  }
}
