import type { QueueEvents, Telemetry } from 'bullmq';
import type { Context } from '@opentelemetry/api';
import type { ObserveQueueOptions } from './adapter.ts';
import { BullmqTelemetry, type BullmqTelemetryOptions } from './bullmq/bullmq-telemetry.ts';
import { WatchedEvents } from './bullmq/observe-events.ts';
import { type AnyQueue, readQueue } from './bullmq/observe-queue.ts';
import { checkHost, telemetryOf } from './bullmq/problems.ts';
import { type AnyWorker, WatchedWorker } from './bullmq/watched-worker.ts';
import {
  msProblems,
  show,
  throwProblems,
  typeProblems,
  unknownOptions,
} from './option-problems.ts';

/**
 * What BullMQ takes as `telemetry` of queues, workers and flow producers: one object for all of them. Spans, trace context and counts of
 * jobs follow `jobCatalog`.
 *
 * Adds no command to Redis; the trace context travels in the job's own options (`opts.telemetry`), the data is untouched. Never throws
 * into BullMQ; without an SDK nothing is recorded and nothing stored.
 *
 * @throws TelemetryError `options.invalid` that lists every problem, at set-up.
 *
 * @example
 * const telemetry = bullmqTelemetry();
 * const queue = new Queue('forecasts', { connection, telemetry });
 * const worker = new Worker('forecasts', process, { connection, telemetry });
 * observeBullmqWorker(worker);
 */
export function bullmqTelemetry(options: BullmqTelemetryOptions = {}): Telemetry<Context> {
  throwProblems([
    ...unknownOptions(options, ['countEnqueued', 'parentWithinMs', 'providers']),
    ...(['producers', 'events', undefined].includes(options.countEnqueued)
      ? []
      : [`countEnqueued is ${show(options.countEnqueued)}. Use "producers" or "events".`]),
    ...msProblems('parentWithinMs', options.parentWithinMs, 60_000),
    ...typeProblems('providers', options.providers, 'object'),
  ]);
  return new BullmqTelemetry(options);
}

export interface ObserveBullmqWorkerOptions {
  /** Names of the jobs that it works on: their series begin at 0, so that their first failure shows as an increase. */
  readonly jobs?: readonly string[];
}

/**
 * Has a worker tell, by its events, what BullMQ's telemetry leaves out: when its jobs could have run, which attempt it is, which error they
 * failed with, stalled jobs, and how many it may run at once. Call it directly after `new Worker(…)`. Without it jobs are still counted
 * by outcome, but there are no waits, no times from end to end, no `error.type`, no stalled jobs; and jobs are only linked to
 * where they were enqueued.
 *
 * It costs no command on the way of a job; a stalled job costs one, for its name. Ends by itself when the worker is closed.
 *
 * @param worker - Of BullMQ 6, constructed with `{ telemetry: bullmqTelemetry() }`.
 * @returns A function that stops it. It may be called twice.
 * @throws TelemetryError `options.invalid` or `runner.unsupported`, at set-up.
 */
export function observeBullmqWorker(
  worker: AnyWorker,
  options: ObserveBullmqWorkerOptions = {},
): () => void {
  checkHost('Worker', worker);
  throwProblems([
    ...unknownOptions(options, ['jobs']),
    ...typeProblems('jobs', options.jobs, 'object'),
  ]);
  const telemetry = telemetryOf('Worker', worker);
  const watched = telemetry.workers.get(worker.id) ?? new WatchedWorker(worker, telemetry);
  if (options.jobs !== undefined) telemetry.reporter(worker.name).announce(options.jobs);
  return watched.stop;
}

/**
 * Reports how many jobs are in which state and how long the oldest one that waits has been waiting. Redis is asked at collections of
 * metrics only: once for the counts, and for the jobs at the ends of the line (their data included).
 *
 * One process per queue is enough; several report the same. Ends by itself once the queue is closed.
 *
 * @param queue - Of BullMQ 6, constructed with `{ telemetry: bullmqTelemetry() }`.
 * @returns A function that stops it. It may be called twice.
 * @throws TelemetryError `options.invalid` or `runner.unsupported`, at set-up.
 */
export function observeBullmqQueue(queue: AnyQueue, options: ObserveQueueOptions = {}): () => void {
  checkHost('Queue', queue);
  throwProblems([
    ...unknownOptions(options, ['timeoutMs']),
    ...msProblems('timeoutMs', options.timeoutMs, 5_000),
  ]);
  const reporter = telemetryOf('Queue', queue).reporter(queue.name);
  const stop = reporter.observeQueue(() => {
    if (queue.closing === undefined) return readQueue(queue);
    stop();
    return { depth: {} };
  }, options);
  return stop;
}

/**
 * Counts `enqueued` and `deduplicated` by the queue's own stream of events: the only way to tell one from the other, since BullMQ does
 * not tell producers. To be called in one process per queue, with `bullmqTelemetry({ countEnqueued: 'events' })` in all of them;
 * what happens while no such process runs is not counted.
 *
 * @param telemetry - What the queue was constructed with: BullMQ gives `QueueEvents` none.
 * @returns A function that stops it. It may be called twice.
 * @throws TelemetryError `options.invalid` or `runner.unsupported`, at set-up.
 */
export function observeBullmqEvents(
  events: QueueEvents,
  telemetry: Telemetry<Context>,
): () => void {
  checkHost('QueueEvents', events);
  if (!(telemetry instanceof BullmqTelemetry)) {
    throwProblems(['telemetry is not what bullmqTelemetry() returns. Pass that.']);
  } else if (telemetry.countsEnqueued) {
    throwProblems([
      'producers count already what the events would. Construct bullmqTelemetry({ countEnqueued: "events" }), in every process.',
    ]);
  } else {
    const watched = new WatchedEvents(events, telemetry);
    return () => watched.stop();
  }
  return () => undefined;
}

export type { BullmqTelemetryOptions } from './bullmq/bullmq-telemetry.ts';
export {
  instrumentBullmqProcessor,
  type BullmqProcessorOptions,
} from './bullmq/instrument-processor.ts';
