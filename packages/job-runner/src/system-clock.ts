import type { JobClock } from './adapter.ts';

/** The process's own clocks. */
export const SYSTEM_CLOCK: JobClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
