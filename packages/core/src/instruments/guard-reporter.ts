import { diag } from '@opentelemetry/api';
import type { DropCause } from '../drops/drop-causes.ts';
import { drops, type DropLedger } from '../drops/drop-ledger.ts';
import { notices, type Notices } from '../notices.ts';
import type { Providers } from '../providers.ts';

/** What one measurement costs in the ledger. */
export interface Due {
  readonly cause: DropCause;
  readonly count: number;
}

/**
 * Counts what one instrument drops or trims, and says it once per cause (and attribute). Never throws.
 *
 * Messages are built once and then kept: a caller that is wrong is often wrong on every request.
 */
export class GuardReporter {
  readonly #instrument: string;
  readonly #drops: DropLedger;
  readonly #notices: Notices;
  readonly #said = new Map<string, string>();

  constructor(instrument: string, providers: Providers) {
    this.#instrument = instrument;
    this.#drops = providers.drops ?? drops;
    this.#notices = providers.notices ?? notices;
  }

  count(dues: readonly Due[]): void {
    for (const due of dues) this.#drops.record('metrics', due.cause, due.count);
  }

  /** Counts one and says why. @param subject - What the cause is about, from a bounded set: it is part of a key. */
  report(cause: DropCause, subject: string, explain: (instrument: string) => string): void {
    this.#drops.record('metrics', cause);
    this.say(cause, subject, explain);
  }

  /** Says why, without counting. */
  say(cause: DropCause, subject: string, explain: (instrument: string) => string): void {
    try {
      const topic = `${cause} ${subject}`;
      const said = this.#said.get(topic);
      if (said !== undefined) {
        diag.debug(said);
        return;
      }
      const message = `telemetry/guard: ${explain(`"${this.#instrument}"`)}`;
      this.#said.set(topic, message);
      this.#notices.once(`guard ${this.#instrument} ${topic}`, message);
    } catch {
      // Speaking is a courtesy: it must not cost the host anything.
    }
  }
}
