import type { ObserveQueueOptions, QueueSnapshot, QueueState } from '../adapter.ts';
import { QUEUE_STATES } from '../catalog.ts';
import type { JobScope } from './scope.ts';

type Read = () => QueueSnapshot | Promise<QueueSnapshot>;

/** @see ObserveQueueOptions.timeoutMs */
const DEFAULT_TIMEOUT_MS = 5_000;

/** Reports depth and oldest age of one queue at every collection. Returns what stops it. */
export function observeQueueOf(
  scope: JobScope,
  read: Read,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: ObserveQueueOptions,
): () => void {
  const { instruments } = scope.book;
  const labels = {
    'fluxora.job.queue': scope.queue ?? '',
    'fluxora.job.runner': scope.runner,
  };
  const snapshots = new SharedReading(() => withinTime(read(), timeoutMs));
  const stops = [
    instruments.queueDepth.observe((observe) =>
      whenRead(snapshots.take('depth'), ({ depth }) => {
        for (const state of QUEUE_STATES) {
          const jobs = depth?.[state satisfies QueueState];
          if (jobs !== undefined) observe(jobs, { ...labels, 'fluxora.job.queue.state': state });
        }
      }),
    ),
    instruments.oldestAge.observe((observe) =>
      whenRead(snapshots.take('age'), (snapshot) => {
        if (!('oldestWaitingAt' in snapshot)) return;
        const { oldestWaitingAt } = snapshot;
        const ageMs = oldestWaitingAt === undefined ? 0 : scope.clock.now() - oldestWaitingAt;
        observe(Number.isNaN(ageMs) ? ageMs : Math.max(0, ageMs) / 1_000, labels);
      }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** One reading for both gauges of a collection: each of them takes every reading once. */
class SharedReading {
  readonly #read: Read;
  readonly #takers = new Set<string>();
  #latest: QueueSnapshot | Promise<QueueSnapshot> | undefined;

  constructor(read: Read) {
    this.#read = read;
  }

  take(taker: string): QueueSnapshot | Promise<QueueSnapshot> {
    if (this.#latest === undefined || this.#takers.has(taker)) {
      this.#takers.clear();
      this.#latest = undefined;
      this.#latest = this.#read();
    }
    this.#takers.add(taker);
    return this.#latest;
  }
}

/** Stays synchronous where the queue can be read at once. */
function whenRead(
  snapshot: QueueSnapshot | Promise<QueueSnapshot>,
  use: (snapshot: QueueSnapshot) => void,
): void | Promise<void> {
  return isThenable(snapshot) ? Promise.resolve(snapshot).then(use) : use(snapshot);
}

function withinTime(
  reading: QueueSnapshot | Promise<QueueSnapshot>,
  timeoutMs: number,
): QueueSnapshot | Promise<QueueSnapshot> {
  if (!isThenable(reading)) return reading;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the queue did not answer within ${timeoutMs} ms`));
    }, timeoutMs);
    timer.unref();
    Promise.resolve(reading)
      .finally(() => clearTimeout(timer))
      .then(resolve, reject);
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function';
}
