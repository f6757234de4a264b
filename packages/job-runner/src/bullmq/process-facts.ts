import type { AttemptInfo } from '../adapter.ts';
import { attemptOf, type BullmqJob, firstAvailableAt, maxAttemptsOf } from './job-times.ts';

/** What is known of an attempt. The signal comes later, from `instrumentBullmqProcessor`: BullMQ's telemetry does not tell it. */
export class ProcessFacts implements AttemptInfo {
  readonly name: string;
  readonly id: string | undefined;
  readonly carrier: string | undefined;
  readonly attempt: number | undefined;
  readonly maxAttempts: number | undefined;
  readonly enqueuedAt: number | undefined;
  readonly availableAt: number | undefined;
  signal: AbortSignal | undefined = undefined;
  timeoutMs: number | undefined = undefined;

  /** @param job - `undefined` when the worker is not observed: then there are no times. */
  constructor(
    name: string,
    id: string | undefined,
    carrier: string | undefined,
    job: BullmqJob | undefined,
  ) {
    this.name = name;
    this.id = id;
    this.carrier = carrier;
    this.attempt = job && attemptOf(job);
    this.maxAttempts = job && maxAttemptsOf(job);
    this.enqueuedAt = job?.timestamp;
    this.availableAt = job && this.attempt === 1 ? firstAvailableAt(job) : undefined;
  }
}
