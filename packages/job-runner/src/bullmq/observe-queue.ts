import type { Job, Queue } from 'bullmq';
import type { QueueSnapshot } from '../adapter.ts';
import { waitingSince } from './job-times.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- see AnyWorker
export type AnyQueue = Queue<any, any, any>;

/** One command for the counts, and up to four for the ends of the line. Only ever at a collection of metrics. */
export async function readQueue(queue: AnyQueue): Promise<QueueSnapshot> {
  const counts = await queue.getJobCounts();
  const { waiting = 0, prioritized = 0 } = counts;
  const depth = {
    waiting: waiting + prioritized,
    delayed: counts.delayed ?? 0,
    blocked: counts['waiting-children'] ?? 0,
    active: counts.active ?? 0,
    completed: counts.completed ?? 0,
    failed: counts.failed ?? 0,
  };
  const ends = await Promise.all([
    ...endsOf(queue, 'waiting', waiting),
    ...endsOf(queue, 'prioritized', prioritized),
  ]);
  let oldestWaitingAt: number | undefined;
  for (const job of ends.flat()) {
    // It was taken meanwhile.
    if (job === undefined || job === null) continue;
    const since = waitingSince(job);
    if (oldestWaitingAt === undefined || since < oldestWaitingAt) oldestWaitingAt = since;
  }
  return { depth, oldestWaitingAt };
}

/** Which end has the oldest job depends: `lifo` jobs pass those before them, urgent ones those that are less so. */
function endsOf(queue: AnyQueue, type: 'waiting' | 'prioritized', jobs: number): Promise<Job[]>[] {
  const first = (isAscending: boolean): Promise<Job[]> => queue.getJobs([type], 0, 0, isAscending);
  if (jobs === 0) return [];
  return jobs === 1 ? [first(true)] : [first(true), first(false)];
}
