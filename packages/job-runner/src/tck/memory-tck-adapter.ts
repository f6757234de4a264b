import type { Providers } from '@fluxora/telemetry-core';
import { createMemoryQueue, type MemoryHandler } from '../memory.ts';
import type { TckAdapter, TckQueue } from './tck-adapter.ts';

let opened = 0;

/** The queue in memory, for the kit: an example of what the kit wants to see. */
export function memoryTckAdapter(): TckAdapter {
  return {
    runner: 'memory',
    lacks: { batch: 'it hands out one job at a time' },
    open: async (providers) => openQueue(providers),
  };
}

function openQueue(providers: Providers | undefined): TckQueue {
  const queue = createMemoryQueue(`tck-${(opened += 1)}`, { ...(providers && { providers }) });
  return {
    name: queue.name,
    enqueue: async ({ name, payload, ...options }) => queue.enqueue(name, payload, options),
    async startWorker({ names, handle, concurrency, providers: own }) {
      const handlerOf = (name: string): MemoryHandler => {
        return (payload, { signal }) => handle({ name, payload, signal });
      };
      const worker = queue.work(Object.fromEntries(names.map((name) => [name, handlerOf(name)])), {
        concurrency,
        ...(own && { providers: own }),
      });
      return { stop: () => worker.stop(), kill: async () => worker.kill() };
    },
    cancel: async (id) => void queue.cancel(id),
    truth: async () => queue.counts(),
    close: () => queue.stop(),
  };
}
