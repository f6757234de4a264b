import {
  bullmqTelemetry,
  instrumentBullmqProcessor,
  observeBullmqEvents,
  observeBullmqQueue,
  observeBullmqWorker,
} from '@fluxora/telemetry-job-runner/bullmq';
import type { TckAdapter, TckJob, TckQueue } from '@fluxora/telemetry-job-runner/tck';
import type { Providers } from '@fluxora/telemetry-core';
import { type Job, type JobsOptions, Queue, QueueEvents, Worker } from 'bullmq';

let opened = 0;

/** BullMQ, for the kit. `countEnqueued` is the option of that name. */
export function bullmqTckAdapter(
  redisUrl: () => string,
  countEnqueued: 'producers' | 'events',
): TckAdapter {
  return {
    runner: 'bullmq',
    lacks: {
      batch: 'BullMQ hands out one job at a time',
      ...(countEnqueued === 'producers' && {
        deduplicate: 'BullMQ tells it in its events only, not those who enqueue',
      }),
    },
    open: (providers) => openQueue(redisUrl(), countEnqueued, providers),
  };
}

async function openQueue(
  url: string,
  countEnqueued: 'producers' | 'events',
  providers: Providers | undefined,
): Promise<TckQueue> {
  const name = `tck-${(opened += 1)}`;
  const connection = { url, maxRetriesPerRequest: null };
  const telemetryFor = (own: Providers | undefined) =>
    bullmqTelemetry({ countEnqueued, ...(own && { providers: own }) });
  const telemetry = telemetryFor(providers);
  const queue = new Queue(name, { connection, telemetry });
  const workers = new Set<Worker>();
  const timeouts = new Map<string, number | undefined>();
  observeBullmqQueue(queue);

  // From the beginning: by default it reads only what comes after its first read has arrived.
  const events = new QueueEvents(name, { connection, lastEventId: '0' });
  if (countEnqueued === 'events') observeBullmqEvents(events, telemetry);
  const told = new EventCount(events);
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);

  let closed: Promise<unknown> | undefined;
  return {
    name,
    async enqueue(job) {
      timeouts.set(job.name, job.timeoutMs);
      const added = await queue.add(job.name, job.payload, optionsOf(job));
      // Events come a little later than answers.
      await told.next();
      return added.id;
    },
    async startWorker({ handle, concurrency, providers: own }) {
      const process = (job: Job, _token?: string, signal?: AbortSignal): unknown =>
        handle({ name: job.name, payload: job.data as unknown, signal });
      const worker = new Worker(
        name,
        instrumentBullmqProcessor(process as never, {
          timeoutMs: ((job: Job) => timeouts.get(job.name)) as never,
        }),
        {
          connection,
          concurrency,
          telemetry: own === providers ? telemetry : telemetryFor(own),
          lockDuration: 1_000,
          stalledInterval: 500,
          drainDelay: 1,
        },
      );
      observeBullmqWorker(worker);
      worker.on('error', () => undefined);
      workers.add(worker);
      await worker.waitUntilReady();
      return {
        stop: () => worker.close(),
        kill: () => worker.close(true),
      };
    },
    async cancel(id) {
      for (const worker of workers) worker.cancelJob(id);
    },
    async truth() {
      const { completed, failed, waiting, delayed, active } = await queue.getJobCounts();
      return { completed, failed, waiting, delayed, active } as Record<string, number> as never;
    },
    close: () =>
      (closed ??= Promise.all([
        ...[...workers].map((worker) => worker.close()),
        queue.close(),
        events.close(),
      ])) as Promise<never>,
  };
}

/** Waits for the events of as many jobs as were enqueued. */
class EventCount {
  #told = 0;
  #expected = 0;
  readonly #waiting = new Set<() => void>();

  constructor(events: QueueEvents) {
    const count = (): void => {
      this.#told += 1;
      for (const look of this.#waiting) look();
    };
    events.on('added', count).on('deduplicated', count);
  }

  next(): Promise<void> {
    const expected = (this.#expected += 1);
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#told < expected) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

function optionsOf({ attempts = 1, backoffMs, delayMs, dedupeKey }: TckJob): JobsOptions {
  return {
    attempts,
    ...(backoffMs !== undefined && { backoff: { type: 'fixed', delay: backoffMs } }),
    ...(delayMs !== undefined && { delay: delayMs }),
    ...(dedupeKey !== undefined && { deduplication: { id: dedupeKey } }),
  };
}
