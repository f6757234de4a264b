import type { JobCarrier } from '../adapter.ts';

/** What may be said about a job when it is enqueued. */
export interface MemoryJobOptions {
  /** @defaultValue a number of the queue's own */
  readonly id?: string;
  /** How long to hold it back. Milliseconds, ≥ 0. @defaultValue 0 */
  readonly delayMs?: number;
  /** How often it may be tried. Whole number ≥ 1. @defaultValue 1 */
  readonly attempts?: number;
  /** How long to wait before the second attempt; it doubles with each further one. Milliseconds, ≥ 0. @defaultValue 0 */
  readonly backoffMs?: number;
  /** How long an attempt may take; then it counts as failed. Milliseconds, > 0. @defaultValue as long as it likes */
  readonly timeoutMs?: number;
  /** While a job with this key waits or runs, others with it are not taken. @defaultValue every job is taken */
  readonly dedupeKey?: string;
}

/** What a handler learns about its attempt: its second argument. */
export interface MemoryJobContext {
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Aborted when the attempt is cancelled, timed out, or handed back by a worker that stops. */
  readonly signal: AbortSignal;
}

export type MemoryHandler = (payload: never, context: MemoryJobContext) => unknown;

/** Where a job is. */
export type MemoryJobState = 'waiting' | 'active' | 'completed' | 'failed' | 'cancelled';

/** A job as the queue keeps it. */
export interface MemoryJob {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly carrier: JobCarrier;
  readonly enqueuedAt: number;
  readonly options: MemoryJobOptions;
  readonly maxAttempts: number;
  state: MemoryJobState;
  /** Attempts begun. */
  attempt: number;
  /** From when it may run. */
  availableAt: number;
  /** Who works on it. */
  worker: { readonly isAlive: boolean } | undefined;
  /** Lets go of the attempt that runs. */
  abort: ((reason: unknown) => void) | undefined;
}
