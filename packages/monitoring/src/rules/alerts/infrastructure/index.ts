import type { AlertSource } from '../../alert-source.ts';
import { containerCpuSaturated } from './container-cpu-saturated.ts';
import { containerThrottled } from './container-throttled.ts';
import { diskFillsSoon } from './disk-fills-soon.ts';
import { diskFull } from './disk-full.ts';
import { eventLoopBlocked } from './event-loop-blocked.ts';
import { eventLoopSaturated } from './event-loop-saturated.ts';
import { fileDescriptorsNearLimit } from './file-descriptors-near-limit.ts';
import { heapNearLimit } from './heap-near-limit.ts';
import { hostCpuSaturated } from './host-cpu-saturated.ts';
import { hostMemoryLow } from './host-memory-low.ts';
import { memoryNearLimit } from './memory-near-limit.ts';
import { networkErrors } from './network-errors.ts';
import { oomKilled } from './oom-killed.ts';

/** What runs out: first of the process, then of its container, then of the machine. */
export const INFRASTRUCTURE_ALERTS: readonly AlertSource[] = [
  eventLoopSaturated,
  eventLoopBlocked,
  heapNearLimit,
  fileDescriptorsNearLimit,
  containerCpuSaturated,
  containerThrottled,
  memoryNearLimit,
  oomKilled,
  diskFillsSoon,
  diskFull,
  hostCpuSaturated,
  hostMemoryLow,
  networkErrors,
];
