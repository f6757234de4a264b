import type {
  AttemptInfo,
  Classify,
  EnqueueInfo,
  EnqueueRecord,
  JobAttempt,
  JobRef,
  JobReporter,
  JobReporterOptions,
  MessageEnd,
  ObserveQueueOptions,
  QueueSnapshot,
} from '../adapter.ts';
import { plausibleTime } from '../carrier/read-carrier.ts';
import { reporterProblems } from '../option-problems.ts';
import { countOf, PendingEnqueue } from './enqueue-record.ts';
import { Attempt, errorTypeOf } from './job-attempt.ts';
import { observeQueueOf } from './queue-observation.ts';
import { runAsAttempt } from './run-attempt.ts';
import { JobScope } from './scope.ts';

/**
 * Makes what an adapter reports to: one per queue (or per runner, where it has no queues). See `adapter.ts` for who calls what.
 *
 * Nothing is registered, observed or timed until it is used.
 *
 * @throws TelemetryError `options.invalid` that lists every problem.
 *
 * @example
 * const reporter = createJobReporter({ runner: 'bullmq', queue: queue.name });
 * const attempt = reporter.startAttempt({ name: job.name, id: job.id, attempt: job.attemptsMade + 1, carrier });
 */
export function createJobReporter(options: JobReporterOptions): JobReporter {
  reporterProblems(options);
  return new Reporter(new JobScope(options));
}

class Reporter implements JobReporter {
  readonly runner: string;
  readonly queue: string | undefined;
  readonly #scope: JobScope;
  readonly #stops = new Set<() => void>();
  #stopQueue: (() => void) | undefined;

  constructor(scope: JobScope) {
    this.#scope = scope;
    this.runner = scope.runner;
    this.queue = scope.queue;
  }

  startEnqueue(job: EnqueueInfo): EnqueueRecord {
    return new PendingEnqueue(this.#scope, job);
  }

  enqueued({ name, count }: JobRef): void {
    if (!this.#scope.isStopped) this.#scope.series(name).enqueued.add(countOf(count));
  }

  deduplicated({ name, count }: JobRef): void {
    if (!this.#scope.isStopped) this.#scope.series(name).deduplicated.add(countOf(count));
  }

  startAttempt(info: AttemptInfo): JobAttempt {
    return new Attempt(this.#scope, info);
  }

  runAttempt<Result>(
    info: AttemptInfo,
    handler: () => Result,
    options: { readonly classify?: Classify<Awaited<Result>> | undefined } = {},
  ): Result {
    return runAsAttempt(new Attempt(this.#scope, info), handler, options.classify);
  }

  retried({ name, count }: JobRef, end: Pick<MessageEnd, 'outcome' | 'error'>): void {
    if (this.#scope.isStopped) return;
    this.#scope.series(name).end(end.outcome, errorTypeOf(end)).retries.add(countOf(count));
  }

  finished(job: JobRef & { readonly enqueuedAt?: number | undefined }, end: MessageEnd): void {
    if (this.#scope.isStopped) return;
    const { clock, providers } = this.#scope;
    const series = this.#scope.series(job.name);
    const ended = series.end(end.outcome, errorTypeOf(end));
    const count = countOf(job.count);
    ended.finished.add(count);
    if (end.deadLettered === true) series.deadLettered.add(count);
    const now = clock.now();
    const enqueuedAt = plausibleTime(job.enqueuedAt, now, providers);
    if (enqueuedAt !== undefined) ended.endToEnd.record(Math.max(0, now - enqueuedAt) / 1_000);
  }

  deadLettered({ name, count }: JobRef): void {
    if (!this.#scope.isStopped) this.#scope.series(name).deadLettered.add(countOf(count));
  }

  stalled({ name, count }: JobRef): void {
    if (!this.#scope.isStopped) this.#scope.series(name).stalled.add(countOf(count));
  }

  observeQueue(
    read: () => QueueSnapshot | Promise<QueueSnapshot>,
    options: ObserveQueueOptions = {},
  ): () => void {
    this.#stopQueue?.();
    if (this.#scope.isStopped) return () => undefined;
    const stop = this.#stoppable(observeQueueOf(this.#scope, read, options));
    this.#stopQueue = stop;
    return stop;
  }

  observeConcurrency(limit: () => number): () => void {
    const { book, clock, gauges, queue = '', runner } = this.#scope;
    if (this.#scope.isStopped) return () => undefined;
    gauges.watch(book, clock);
    return this.#stoppable(gauges.addLimit({ runner, queue, read: limit }));
  }

  announce(names: readonly string[]): void {
    const { book, clock, gauges } = this.#scope;
    if (this.#scope.isStopped) return;
    gauges.watch(book, clock);
    for (const name of names) {
      const series = this.#scope.series(name);
      series.hasStarted = true;
      for (const counter of [
        series.enqueued,
        series.started,
        series.deadLettered,
        series.stalled,
      ]) {
        counter.add(0);
      }
      series.end('ok', undefined).finished.add(0);
      series.end('failed', undefined).finished.add(0);
      series.end('failed', undefined).retries.add(0);
    }
  }

  stop(): void {
    this.#scope.isStopped = true;
    for (const stop of this.#stops) stop();
  }

  #stoppable(stop: () => void): () => void {
    const once = (): void => {
      if (this.#stops.delete(once)) stop();
    };
    this.#stops.add(once);
    return once;
  }
}
