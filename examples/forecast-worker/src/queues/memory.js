import { createMemoryQueue } from '@fluxora/telemetry-job-runner/memory';

/**
 * A queue in this process: what is in it is gone with it. It tells about its jobs by itself.
 *
 * @param {string} name
 * @param {import('./open-queue.js').JobPolicy} policy
 * @returns {import('./open-queue.js').JobQueue}
 */
export function openMemory(name, policy) {
  const queue = createMemoryQueue(name);
  /** @type {() => Promise<void>} */
  let stopTaking = async () => undefined;
  return {
    runner: 'memory',
    enqueue: async (job, payload, dedupeKey) =>
      queue.enqueue(job, payload, { ...policy, ...(dedupeKey && { dedupeKey }) }),
    work: async (handlers, { concurrency, signal }) => {
      const worker = queue.work(handlers, { concurrency });
      stopTaking = () => worker.stop({ signal });
    },
    stopTaking: () => stopTaking(),
    counts: async () => queue.counts(),
    close: () => queue.stop(),
  };
}
