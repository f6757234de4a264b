import { setImmediate as nextTurn } from 'node:timers/promises';
import { quantile } from '../statistics.ts';

/** One operation under measurement; `index` counts up, for cases that vary their input. */
export type Operation = (index: number) => unknown;

/** What one process measured. */
export interface Measured {
  /** Nanoseconds per operation: median and 90th percentile over batches. */
  readonly p50: number;
  readonly p90: number;
  /** Bytes of heap allocated per operation; NaN without `--expose-gc`. */
  readonly allocated: number;
}

const BATCH_MS = 2;
const ALLOCATION_RUNS = 2_000;

/** Keeps results alive, so that the compiler cannot remove the work. */
const kept: unknown[] = Array.from({ length: 64 });

/**
 * Times an operation in batches of about 2 ms for `durationMs`, after a third of that as warm-up.
 *
 * Between batches the event loop turns, so that batch processors and exporters do their part as they would in a
 * service: a synchronous loop never lets them.
 */
export async function measure(operation: Operation, durationMs: number): Promise<Measured> {
  let index = 0;
  const batch = (size: number) => {
    const began = performance.now();
    for (let end = index + size; index < end; index++) kept[index & 63] = operation(index);
    return performance.now() - began;
  };
  let size = 16;
  for (const end = performance.now() + durationMs / 3; performance.now() < end; await nextTurn()) {
    const took = batch(size);
    if (took < BATCH_MS / 2) size *= 2;
    else if (took > BATCH_MS * 2) size = Math.max(1, size >> 1);
  }
  const perOperation: number[] = [];
  for (const end = performance.now() + durationMs; performance.now() < end; await nextTurn()) {
    perOperation.push((batch(size) / size) * 1e6);
  }
  const allocated = measureAllocation(batch);
  return { p50: quantile(perOperation, 0.5), p90: quantile(perOperation, 0.9), allocated };
}

/** The least of several runs: a collection in between only makes the number smaller than zero, or a batch export larger. */
function measureAllocation(batch: (size: number) => number): number {
  if (!globalThis.gc) return NaN;
  const runs: number[] = [];
  for (let run = 0; run < 9; run++) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    batch(ALLOCATION_RUNS);
    runs.push((process.memoryUsage().heapUsed - before) / ALLOCATION_RUNS);
  }
  return quantile(runs, 0.5);
}
