import type { Span } from 'bullmq';
import type { Context } from '@opentelemetry/api';

/** Base of all spans that BullMQ asks for: ignores everything. BullMQ must not notice what becomes of what it tells. */
export class IdleSpan implements Span<Context> {
  setSpanOnContext(active: Context): Context {
    return active;
  }
  setAttribute(_key: string, _value: unknown): void {}
  setAttributes(_told: object): void {}
  addEvent(): void {}
  recordException(_exception: unknown): void {}
  end(): void {}
}

/**
 * For what BullMQ does behind a job (taking it, completing it, extending locks): part of the attempt, or nobody's business. Two
 * spans fewer per job.
 */
export const IDLE = new IdleSpan();
