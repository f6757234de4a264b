import type { JobRun } from '../adapter.ts';
import { idText } from './attempt-attributes.ts';
import type { Attempt } from './job-attempt.ts';

/** What a handler sees of its own attempt. Nothing here throws. */
export class AttemptRun implements JobRun {
  readonly #attempt: Attempt;
  #signal: AbortSignal | undefined;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  get name(): string {
    return this.#attempt.series.labels['fluxora.job.name'];
  }

  get queue(): string | undefined {
    return this.#attempt.scope.queue;
  }

  get id(): string | undefined {
    return idText(this.#attempt.info.id);
  }

  get attempt(): number {
    return this.#attempt.info.attempt ?? 1;
  }

  get maxAttempts(): number | undefined {
    return this.#attempt.info.maxAttempts;
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#attempt.info.signal ?? new AbortController().signal;
    return this.#signal;
  }

  get attributes(): Readonly<Record<string, string | number>> {
    const { id, queue } = this;
    return {
      'fluxora.job.name': this.name,
      'fluxora.job.runner': this.#attempt.scope.runner,
      ...(queue !== undefined && { 'fluxora.job.queue': queue }),
      ...(id !== undefined && { 'fluxora.job.id': id }),
      'fluxora.job.attempt': this.attempt,
    };
  }

  progress(fraction: number): void {
    this.heartbeat();
    if (typeof fraction !== 'number' || Number.isNaN(fraction)) return;
    this.#attempt.progress = Math.min(1, Math.max(0, fraction));
  }

  heartbeat(): void {
    this.#attempt.heartbeat();
  }

  skip(reason?: string): void {
    this.#attempt.isSkipped = true;
    if (typeof reason === 'string') this.#attempt.skipReason = reason.slice(0, 256);
  }
}
