import { keyedCount } from './parse-count.ts';

/** Bytes. */
export interface MemoryInfo {
  readonly total: number;
  /** What programs may still take without swapping. */
  readonly available: number;
  /** Whether `available` is the kernel's own estimate (Linux ≥ 3.14) and not ours. */
  readonly isEstimatedByKernel: boolean;
}

const KIB = 1024;

/** Reads /proc/meminfo (proc_meminfo(5)). Returns undefined when the total or every hint of what is available is missing. */
export function parseMeminfo(text: string): MemoryInfo | undefined {
  const total = keyedCount(text, 'MemTotal');
  const estimate = keyedCount(text, 'MemAvailable');
  const available = estimate ?? reclaimable(text);
  if (total === undefined || available === undefined) return undefined;
  return {
    total: total * KIB,
    available: Math.min(available, total) * KIB,
    isEstimatedByKernel: estimate !== undefined,
  };
}

/** What `free` of procps shows on kernels without an estimate: free memory, buffers and caches, without shared memory. */
function reclaimable(text: string): number | undefined {
  const free = keyedCount(text, 'MemFree');
  if (free === undefined) return undefined;
  const caches = ['Buffers', 'Cached', 'SReclaimable'].map((key) => keyedCount(text, key) ?? 0);
  const shared = keyedCount(text, 'Shmem') ?? 0;
  return free + Math.max(0, caches.reduce((sum, bytes) => sum + bytes, 0) - shared);
}
