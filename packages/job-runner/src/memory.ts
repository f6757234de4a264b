import { MemoryQueue, type MemoryQueueOptions } from './memory/memory-queue.ts';

/**
 * Makes a queue in memory, with telemetry built in, for development, tests and examples. See {@link MemoryQueue}.
 *
 * @param name - The label `fluxora.job.queue`.
 *
 * @example
 * const queue = createMemoryQueue('forecasts');
 * const worker = queue.work({ nightly: async (site) => forecast(site) }, { concurrency: 4 });
 * queue.enqueue('nightly', { site: 'berlin' }, { attempts: 3, backoffMs: 1_000 });
 * await queue.idle();
 * await worker.stop();
 */
export function createMemoryQueue(name: string, options: MemoryQueueOptions = {}): MemoryQueue {
  return new MemoryQueue(name, options);
}

export type { MemoryQueue, MemoryQueueCounts, MemoryQueueOptions } from './memory/memory-queue.ts';
export type { MemoryWorker, MemoryWorkerOptions } from './memory/memory-worker.ts';
export type {
  MemoryHandler,
  MemoryJob,
  MemoryJobContext,
  MemoryJobOptions,
  MemoryJobState,
} from './memory/memory-job.ts';
