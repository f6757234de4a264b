import type { Providers } from '@fluxora/telemetry-core';
import type { JobAttempt, JobReporter } from '../adapter.ts';
import { JobHandBackError } from '../process/hand-back.ts';
import { createJobReporter } from '../reporter/create-job-reporter.ts';
import type { MemoryHandler, MemoryJob } from './memory-job.ts';
import type { MemoryQueue } from './memory-queue.ts';

export interface MemoryWorkerOptions {
  /** Jobs at once. Whole number ≥ 1. @defaultValue 1 */
  readonly concurrency?: number;
  /** @defaultValue those of the queue */
  readonly providers?: Providers;
}

/** Works on the jobs of a {@link MemoryQueue}. */
export class MemoryWorker {
  /** Whether it still works on what it took. */
  isAlive = true;
  readonly #queue: MemoryQueue;
  readonly #handlers: Readonly<Record<string, MemoryHandler>>;
  readonly #names: ReadonlySet<string>;
  readonly #concurrency: number;
  readonly #reporter: JobReporter;
  readonly #active = new Set<MemoryJob>();
  readonly #whenIdle: (() => void)[] = [];
  #isTaking = true;
  #isAwake = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    queue: MemoryQueue,
    handlers: Readonly<Record<string, MemoryHandler>>,
    { concurrency = 1, providers }: MemoryWorkerOptions,
  ) {
    this.#queue = queue;
    this.#handlers = handlers;
    this.#names = new Set(Object.keys(handlers));
    this.#concurrency = Math.max(1, Math.floor(concurrency));
    this.#reporter = createJobReporter({
      runner: 'memory',
      queue: queue.name,
      clock: queue.clock,
      ...(providers && { providers }),
    });
    this.#reporter.announce([...this.#names]);
    this.#reporter.observeConcurrency(() => this.#concurrency);
  }

  /** Looks for work soon, not at once: who enqueues does not wait for a job that begins. */
  wake(): void {
    if (this.#isAwake || !this.#isTaking) return;
    this.#isAwake = true;
    queueMicrotask(() => {
      this.#isAwake = false;
      this.#look();
    });
  }

  /**
   * Takes no more jobs, and waits for those that run. When `signal` aborts, their own signals do: they go back to the queue as soon
   * as their handlers let go. Resolves always. May be called twice.
   */
  async stop({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.#stopTaking();
    const handBack = (): void => {
      for (const job of this.#active) job.abort?.(new JobHandBackError());
    };
    if (signal?.aborted === true) handBack();
    signal?.addEventListener('abort', handBack, { once: true });
    if (this.isAlive && this.#active.size > 0)
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    signal?.removeEventListener('abort', handBack);
    this.#leave();
  }

  /** As if its process was killed: nothing ends, nothing is told; the next look of another worker finds its jobs stalled. */
  kill(): void {
    this.isAlive = false;
    this.#stopTaking();
    for (const tell of this.#whenIdle.splice(0)) tell();
    this.#leave();
  }

  #stopTaking(): void {
    this.#isTaking = false;
    clearTimeout(this.#timer);
  }

  #leave(): void {
    this.#reporter.stop();
    this.#queue.leave(this);
  }

  #look(): void {
    if (!this.#isTaking) return;
    this.#findStalled();
    while (this.#active.size < this.#concurrency) {
      const job = this.#queue.take(this.#names, this);
      if (job === undefined) break;
      this.#start(job);
    }
    clearTimeout(this.#timer);
    const delayMs = this.#queue.nextDelayMs();
    if (delayMs !== undefined) this.#timer = setTimeout(() => this.wake(), Math.ceil(delayMs));
  }

  #findStalled(): void {
    for (const job of this.#queue.orphans()) {
      this.#reporter.stalled(job);
      if (job.attempt < job.maxAttempts) this.#queue.giveBack(job, 0);
      else {
        this.#reporter.finished(job, { outcome: 'failed', deadLettered: true });
        this.#queue.end(job, 'failed');
      }
    }
  }

  #start(job: MemoryJob): void {
    const aborted = new AbortController();
    const attempt = this.#reporter.startAttempt({
      name: job.name,
      id: job.id,
      attempt: job.attempt,
      maxAttempts: job.maxAttempts,
      carrier: job.carrier,
      enqueuedAt: job.enqueuedAt,
      availableAt: job.availableAt,
      timeoutMs: job.options.timeoutMs,
      signal: aborted.signal,
    });
    this.#active.add(job);
    const isOver = untilAborted(aborted, job.options.timeoutMs);
    job.abort = (reason) => aborted.abort(reason);
    void this.#run(job, attempt, aborted.signal, isOver.promise).finally(() => {
      isOver.cancel();
      this.#active.delete(job);
      if (this.#active.size === 0) for (const tell of this.#whenIdle.splice(0)) tell();
      this.wake();
    });
  }

  async #run(
    job: MemoryJob,
    attempt: JobAttempt,
    signal: AbortSignal,
    isOver: Promise<never>,
  ): Promise<void> {
    let settled: PromiseSettledResult<unknown>;
    try {
      const { id, maxAttempts } = job;
      const handler = this.#handlers[job.name] as (...args: unknown[]) => unknown;
      const result = attempt.run(() =>
        handler(job.payload, { id, attempt: job.attempt, maxAttempts, signal }),
      );
      settled = { status: 'fulfilled', value: await Promise.race([result, isOver]) };
    } catch (reason) {
      settled = { status: 'rejected', reason };
    }
    if (!this.isAlive) return;
    this.#conclude(job, attempt, settled, signal);
  }

  #conclude(
    job: MemoryJob,
    attempt: JobAttempt,
    settled: PromiseSettledResult<unknown>,
    signal: AbortSignal,
  ): void {
    if (settled.status === 'fulfilled') {
      attempt.settle(settled);
      this.#queue.end(job, 'completed', settled.value);
    } else if (signal.reason instanceof JobHandBackError) {
      attempt.settle(settled, { willRetry: true });
      // It was not its fault: the attempt does not count.
      job.attempt -= 1;
      this.#queue.giveBack(job, 0);
    } else if (signal.aborted && (signal.reason as Error).name === 'AbortError') {
      attempt.settle(settled, { willRetry: false });
      this.#queue.end(job, 'cancelled');
    } else if (job.attempt < job.maxAttempts) {
      attempt.settle(settled, { willRetry: true });
      this.#queue.giveBack(job, (job.options.backoffMs ?? 0) * 2 ** (job.attempt - 1));
    } else {
      attempt.settle(settled, { willRetry: false, deadLettered: true });
      this.#queue.end(job, 'failed');
    }
  }
}

/** Rejects when the attempt has to let go: after its time, or when its signal is aborted. */
function untilAborted(
  controller: AbortController,
  timeoutMs: number | undefined,
): { readonly promise: Promise<never>; cancel(): void } {
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          controller.abort(
            new DOMException(`It took longer than ${timeoutMs} ms.`, 'TimeoutError'),
          );
        }, timeoutMs);
  const promise = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error), {
      once: true,
    });
  });
  promise.catch(() => undefined);
  return { promise, cancel: () => clearTimeout(timer) };
}
