import type { Catalog, Instruments } from '@fluxora/telemetry-core';
import { observeActiveResources } from './observe-active-resources.ts';
import { observeEventLoop, observeEventLoopDelay } from './observe-event-loop.ts';
import { observeGarbageCollection } from './observe-garbage-collection.ts';
import { observeHeap } from './observe-heap.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { runtimeAttributes, runtimeSignals } from './runtime-signals.ts';

export type RuntimeInstruments = Instruments<
  Catalog<typeof runtimeAttributes, typeof runtimeSignals>
>;

/** See {@link RuntimeOptions.eventLoopDelayResolutionMs}. */
const DEFAULT_RESOLUTION_MS = 20;

/**
 * Reports the runtime of this thread: event loop, garbage collection, heap, active resources.
 *
 * Event-loop delay and garbage collection are measured between collections too, once there is an SDK; the rest is read at a
 * collection only.
 *
 * @returns A function that stops it. It may be called twice.
 */
export function observeRuntime(
  instruments: RuntimeInstruments,
  options: RuntimeOptions = {},
): () => void {
  const { eventLoopDelayResolutionMs = DEFAULT_RESOLUTION_MS } = options;
  const stops = [
    observeEventLoop(instruments),
    options.eventLoopDelay === false
      ? []
      : observeEventLoopDelay(instruments, eventLoopDelayResolutionMs),
    options.gc === false ? [] : observeGarbageCollection(instruments),
    options.heap === false ? [] : observeHeap(instruments),
    options.activeResources === false ? [] : observeActiveResources(instruments),
  ].flat();
  return () => {
    for (const stop of stops) stop();
  };
}
