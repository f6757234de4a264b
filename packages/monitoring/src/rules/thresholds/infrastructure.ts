import { REVIEW, type Threshold } from './threshold.ts';

/** What runs out. */
export const infrastructureThresholds = {
  eventLoopUtilization: {
    value: 0.9,
    unit: '1',
    reason: 'Above it a service answers late: there is no time left between two requests.',
    review: REVIEW,
  },
  eventLoopDelay: {
    value: 0.25,
    unit: 's',
    reason: 'A quarter of a second is what an answer may take in all.',
    review: REVIEW,
  },
  heapShare: {
    value: 0.9,
    unit: '1',
    reason: 'Above it V8 spends more time on collections than on work, before it aborts.',
    review: REVIEW,
  },
  fileDescriptorShare: {
    value: 0.8,
    unit: '1',
    reason: 'A burst of connections takes the last fifth within seconds.',
    review: REVIEW,
  },
  cpuShare: {
    value: 0.9,
    unit: '1',
    reason: 'With a tenth to spare, waiting for a CPU takes as long as the work itself.',
    review: REVIEW,
  },
  throttledShare: {
    value: 0.25,
    unit: '1',
    reason: 'When every fourth period ends early, the slowest tenth of the answers shows it.',
    review: REVIEW,
  },
  memoryShare: {
    value: 0.9,
    unit: '1',
    reason: 'One large request or job takes the last tenth; the kernel does not ask.',
    review: REVIEW,
  },
  diskFullWithin: {
    value: 14_400,
    unit: 's',
    reason: 'Four hours are enough to wake up, find what writes, and enlarge a volume.',
    review: REVIEW,
  },
  diskFillingFree: {
    value: 0.4,
    unit: '1',
    reason: 'A large copy into an empty disk has the same slope; it does not fill it.',
    review: REVIEW,
  },
  diskFree: {
    value: 0.05,
    unit: '1',
    reason: 'File systems slow down and databases refuse compaction when less is left.',
    review: REVIEW,
  },
  hostMemoryAvailable: {
    value: 0.05,
    unit: '1',
    reason: 'Below it the kernel gives up file caches that programs need, then kills.',
    review: REVIEW,
  },
  networkErrorShare: {
    value: 0.01,
    unit: '1',
    reason: 'One damaged packet in a hundred halves the throughput of a TCP connection.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
