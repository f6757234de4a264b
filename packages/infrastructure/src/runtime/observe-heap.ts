import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { processMemory } from '../process/process-memory.ts';
import type { RuntimeInstruments } from './observe-runtime.ts';

/** The heap of this thread: each space, the limit, and what lies outside. V8 knows all of it without looking through the heap. */
export function observeHeap(instruments: RuntimeInstruments): (() => void)[] {
  const seen = new Set<string>();
  const spaces = oncePerCollection(() => {
    const all = v8().getHeapSpaceStatistics();
    // Of V8's 13 spaces half are never used: those of shared heaps, mostly. Each would be four series of zeros.
    for (const space of all) if (space.space_size > 0) seen.add(space.space_name);
    return all.filter((space) => seen.has(space.space_name));
  });
  const heap = oncePerCollection(() => v8().getHeapStatistics());
  const report = (
    instrument: RuntimeInstruments['heapUsed'],
    figure: 'space_size' | 'space_used_size' | 'space_available_size' | 'physical_space_size',
  ) =>
    instrument.observe((observe) => {
      for (const space of spaces()) {
        observe(space[figure], { 'v8js.heap.space.name': space.space_name });
      }
    });
  return [
    report(instruments.heapSpaceSize, 'space_size'),
    report(instruments.heapUsed, 'space_used_size'),
    report(instruments.heapSpaceAvailableSize, 'space_available_size'),
    report(instruments.heapSpacePhysicalSize, 'physical_space_size'),
    instruments.heapLimit.observe((observe) => observe(heap().heap_size_limit)),
    instruments.externalMemory.observe((observe) => observe(heap().external_memory)),
    instruments.arrayBuffersMemory.observe((observe) => observe(processMemory().arrayBuffers)),
  ];
}

function v8() {
  return process.getBuiltinModule('node:v8');
}
