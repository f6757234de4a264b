import type { Providers } from '@fluxora/telemetry-core';
import type { JobClock, JobReporter, QueueSnapshot } from '../adapter.ts';
import { positiveMs } from '../carrier/enqueue-context.ts';
import { createJobReporter } from '../reporter/create-job-reporter.ts';
import { SYSTEM_CLOCK } from '../system-clock.ts';
import type { MemoryHandler, MemoryJob, MemoryJobOptions } from './memory-job.ts';
import { MemoryWorker, type MemoryWorkerOptions } from './memory-worker.ts';

export interface MemoryQueueOptions {
  /** Of those who enqueue; a worker can have its own. */
  readonly providers?: Providers;
  /** For tests. @defaultValue the process's clocks */
  readonly clock?: JobClock;
}

/** How many jobs there are, by what became of them. */
export interface MemoryQueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly dead_lettered: number;
}

/** Jobs that ended are kept for `counts()` and `result()`; of those only so many. */
const MAX_ENDED = 10_000;

/**
 * A queue in the memory of this process, with the manners of a real one: delays, retries with back-off, time limits,
 * concurrency, deduplication, cancellation, dead letters, workers that stop in good order or die. For development, tests and examples: what
 * is in it is gone with the process.
 */
export class MemoryQueue {
  readonly name: string;
  readonly clock: JobClock;
  readonly reporter: JobReporter;
  readonly #jobs = new Map<string, MemoryJob>();
  readonly #ready = new Set<MemoryJob>();
  readonly #delayed = new Set<MemoryJob>();
  readonly #active = new Set<MemoryJob>();
  readonly #keys = new Set<string>();
  readonly #results = new Map<string, unknown>();
  readonly #deadLetters: MemoryJob[] = [];
  readonly #workers = new Set<MemoryWorker>();
  readonly #ended = { completed: 0, failed: 0, cancelled: 0 };
  readonly #whenIdle: (() => void)[] = [];
  readonly #providers: Providers;
  #sequence = 0;

  constructor(name: string, { providers = {}, clock = SYSTEM_CLOCK }: MemoryQueueOptions = {}) {
    this.name = name;
    this.clock = clock;
    this.#providers = providers;
    this.reporter = createJobReporter({ runner: 'memory', queue: name, providers, clock });
    this.reporter.observeQueue(() => this.snapshot());
  }

  /**
   * Takes a job.
   *
   * @returns Its id; `undefined` when a job with its `dedupeKey` is there already.
   */
  enqueue(name: string, payload: unknown, options: MemoryJobOptions = {}): string | undefined {
    const delayMs = positiveMs(options.delayMs);
    const sending = this.reporter.startEnqueue({ name, delayMs });
    const { dedupeKey } = options;
    if (dedupeKey !== undefined && this.#keys.has(dedupeKey)) {
      sending.deduplicated();
      return undefined;
    }
    if (dedupeKey !== undefined) this.#keys.add(dedupeKey);
    const id = options.id ?? String((this.#sequence += 1));
    const enqueuedAt = this.clock.now();
    const job: MemoryJob = {
      id,
      name,
      payload,
      carrier: sending.carrier,
      enqueuedAt,
      options,
      maxAttempts: Math.max(1, Math.floor(options.attempts ?? 1)),
      state: 'waiting',
      attempt: 0,
      availableAt: enqueuedAt + delayMs,
      worker: undefined,
      abort: undefined,
    };
    this.#jobs.set(id, job);
    (delayMs > 0 ? this.#delayed : this.#ready).add(job);
    sending.sent({ id });
    this.wake();
    return id;
  }

  /** Works on its jobs. Handlers by the names of jobs; jobs of other names wait. */
  work(
    handlers: Readonly<Record<string, MemoryHandler>>,
    options: MemoryWorkerOptions = {},
  ): MemoryWorker {
    const providers = options.providers ?? this.#providers;
    const worker = new MemoryWorker(this, handlers, { ...options, providers });
    this.#workers.add(worker);
    worker.wake();
    return worker;
  }

  /** Takes a job back: one that waits at once, one that runs by its signal. Returns whether there was one. */
  cancel(id: string): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined) return false;
    if (job.state === 'active') {
      job.abort?.(new DOMException('The job was cancelled.', 'AbortError'));
      return true;
    }
    this.reporter.finished(job, { outcome: 'cancelled' });
    this.end(job, 'cancelled');
    return true;
  }

  /** What the handler of a completed job returned; of the last 10 000. */
  result(id: string): unknown {
    return this.#results.get(id);
  }

  /** Jobs that were given up. */
  deadLetters(): readonly Pick<MemoryJob, 'id' | 'name' | 'payload'>[] {
    return [...this.#deadLetters];
  }

  counts(): MemoryQueueCounts {
    this.#promote();
    return {
      waiting: this.#ready.size,
      delayed: this.#delayed.size,
      active: this.#active.size,
      ...this.#ended,
      dead_lettered: this.#deadLetters.length,
    };
  }

  snapshot(): QueueSnapshot {
    const depth = this.counts();
    let oldestWaitingAt: number | undefined;
    for (const { availableAt } of this.#ready) {
      if (oldestWaitingAt === undefined || availableAt < oldestWaitingAt)
        oldestWaitingAt = availableAt;
    }
    return { depth, oldestWaitingAt };
  }

  /** Resolves when no job waits, is delayed or runs. */
  idle(): Promise<void> {
    if (this.#jobs.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Stops all workers, and observing. */
  async stop(context: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.stop(context)));
    this.reporter.stop();
  }

  /** For workers: takes the job that may run next. */
  take(names: ReadonlySet<string>, worker: { readonly isAlive: boolean }): MemoryJob | undefined {
    this.#promote();
    for (const job of this.#ready) {
      if (!names.has(job.name)) continue;
      this.#ready.delete(job);
      this.#active.add(job);
      job.state = 'active';
      job.worker = worker;
      job.attempt += 1;
      return job;
    }
    return undefined;
  }

  /** For workers: jobs that are active with a worker that is gone. */
  orphans(): MemoryJob[] {
    return [...this.#active].filter((job) => job.worker?.isAlive !== true);
  }

  /** For workers: milliseconds until a job that waits may run; `undefined` when none is delayed. */
  nextDelayMs(): number | undefined {
    let next: number | undefined;
    for (const { availableAt } of this.#delayed) {
      if (next === undefined || availableAt < next) next = availableAt;
    }
    return next === undefined ? undefined : Math.max(0, next - this.clock.now());
  }

  /** For workers: it goes back, to be tried again. */
  giveBack(job: MemoryJob, delayMs: number): void {
    job.state = 'waiting';
    job.worker = undefined;
    job.abort = undefined;
    job.availableAt = this.clock.now() + delayMs;
    this.#active.delete(job);
    (delayMs > 0 ? this.#delayed : this.#ready).add(job);
    this.wake();
  }

  /** For workers: it ended for good. */
  end(job: MemoryJob, state: 'completed' | 'failed' | 'cancelled', result?: unknown): void {
    job.state = state;
    this.#jobs.delete(job.id);
    this.#ready.delete(job);
    this.#delayed.delete(job);
    this.#active.delete(job);
    if (job.options.dedupeKey !== undefined) this.#keys.delete(job.options.dedupeKey);
    this.#ended[state] += 1;
    if (state === 'completed') remember(this.#results, job.id, result);
    if (state === 'failed' && this.#deadLetters.push(job) > MAX_ENDED) this.#deadLetters.shift();
    this.wake();
    if (this.#jobs.size > 0) return;
    for (const tell of this.#whenIdle.splice(0)) tell();
  }

  /** For workers: one has stopped. */
  leave(worker: MemoryWorker): void {
    this.#workers.delete(worker);
    this.wake();
  }

  /** Has the workers look for work. */
  wake(): void {
    for (const worker of this.#workers) worker.wake();
  }

  /** Delayed jobs whose time has come are ready. */
  #promote(): void {
    const now = this.clock.now();
    for (const job of this.#delayed) {
      if (job.availableAt > now) continue;
      this.#delayed.delete(job);
      this.#ready.add(job);
    }
  }
}

function remember(results: Map<string, unknown>, id: string, result: unknown): void {
  results.set(id, result);
  if (results.size <= MAX_ENDED) return;
  for (const oldest of results.keys()) {
    results.delete(oldest);
    return;
  }
}
