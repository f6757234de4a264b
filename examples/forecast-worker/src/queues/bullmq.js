import { randomUUID } from 'node:crypto';
import { logger } from '@fluxora/telemetry';
import {
  bullmqTelemetry,
  instrumentBullmqProcessor,
  observeBullmqQueue,
  observeBullmqWorker,
} from '@fluxora/telemetry-job-runner/bullmq';
import { Queue, Worker } from 'bullmq';

/**
 * A queue in Redis. Telemetry is what is marked; the rest is BullMQ as ever.
 *
 * @param {string} name
 * @param {import('./open-queue.js').JobPolicy} policy
 * @param {string} url
 * @returns {import('./open-queue.js').JobQueue}
 */
export function openBullMq(name, { attempts, backoffMs, timeoutMs }, url) {
  const connection = { url, maxRetriesPerRequest: null };
  const telemetry = bullmqTelemetry(); // telemetry: spans, trace context, counts
  const queue = new Queue(name, { connection, telemetry });
  observeBullmqQueue(queue); // telemetry: depth, age of the oldest job
  queue.on('error', logError);
  /** @type {Worker | undefined} */
  let worker;
  return {
    runner: 'bullmq',
    enqueue: async (job, payload, dedupeKey) => {
      const jobId = randomUUID();
      const added = await queue.add(job, payload, {
        jobId,
        attempts,
        backoff: { type: 'exponential', delay: backoffMs },
        ...(dedupeKey && { deduplication: { id: dedupeKey } }),
      });
      // Of a job that was there already BullMQ returns the id.
      return added.id === jobId ? jobId : undefined;
    },
    work: async (handlers, { concurrency, signal: stopping }) => {
      /** @type {import('bullmq').Processor} */
      const process = async (job, _token, signal) =>
        handlers[job.name]?.(job.data, {
          attempt: job.attemptsMade + 1,
          signal: signal ? AbortSignal.any([signal, stopping]) : stopping,
        });
      // telemetry: cancelled and timed out are told from failed
      const processor = instrumentBullmqProcessor(process, { timeoutMs });
      worker = new Worker(name, processor, { connection, concurrency, telemetry });
      observeBullmqWorker(worker, { jobs: Object.keys(handlers) }); // telemetry: waits, attempts, stalls
      worker.on('error', logError);
      await worker.waitUntilReady();
    },
    stopTaking: async () => worker?.close(),
    counts: async () => {
      const counts = await queue.getJobCounts();
      return /** @type {any} */ ({ ...counts, dead_lettered: counts.failed });
    },
    close: async () => {
      await worker?.close();
      await queue.close();
    },
  };
}

/** @param {Error} error */
const logError = (error) => logger.warn('redis does not answer', { error });
