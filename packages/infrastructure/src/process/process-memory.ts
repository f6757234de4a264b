import { oncePerCollection } from '../kernel/once-per-collection.ts';

/** `process.memoryUsage()`, once for process and runtime together: on Linux it reads a file. */
export const processMemory = oncePerCollection(() => process.memoryUsage());
