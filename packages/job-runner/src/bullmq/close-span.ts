import type { BullmqTelemetry } from './bullmq-telemetry.ts';
import { IdleSpan } from './idle-span.ts';
import { type Told, WORD } from './words.ts';

/** A worker that is closed by force takes no note of how its jobs end: they are stalled, not handed back. */
export class CloseSpan extends IdleSpan {
  readonly #telemetry: BullmqTelemetry;

  constructor(telemetry: BullmqTelemetry) {
    super();
    this.#telemetry = telemetry;
  }

  override setAttributes(told: Told): void {
    if (told[WORD.forceClose] !== true) return;
    const worker = this.#telemetry.workers.get(String(told[WORD.workerId]));
    if (worker !== undefined) worker.isForcedToClose = true;
  }
}
