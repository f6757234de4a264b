import { createRequire } from 'node:module';

const BUSY_US = 230;

/**
 * Finds how many points make the busy route's work last about 230 µs on this machine.
 *
 * Done once and handed to every process, so that all of them do the same work.
 */
export function calibrateBusyWork(): number {
  const { busyWork } = createRequire(import.meta.url)('./processes/busy-work.cjs') as {
    busyWork: (points: number) => unknown;
  };
  const POINTS = 400;
  for (let warmUp = 0; warmUp < 500; warmUp++) busyWork(POINTS);
  // The fastest of many batches: whatever interrupts a batch only makes it slower.
  let fastestUs = Infinity;
  for (let batch = 0; batch < 40; batch++) {
    const began = performance.now();
    for (let call = 0; call < 10; call++) busyWork(POINTS);
    fastestUs = Math.min(fastestUs, (performance.now() - began) * 100);
  }
  return Math.max(10, Math.round((POINTS * BUSY_US) / fastestUs));
}
