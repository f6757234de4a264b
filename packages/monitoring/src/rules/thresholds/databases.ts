import { REVIEW, type Threshold } from './threshold.ts';

/** Databases, connections and caches, as the services see them. */
export const databasesThresholds = {
  databaseFailureShare: {
    value: 0.05,
    unit: '1',
    reason:
      'A retry hides single failures from users; one in twenty fails twice often enough to be seen.',
    review: REVIEW,
  },
  databaseFailures: {
    value: 10,
    unit: '{operation}',
    reason: 'Ten within ten minutes are no accident of a quiet night.',
    review: REVIEW,
  },
  databaseDuration: {
    value: 0.5,
    unit: 's',
    reason: 'A bound of the buckets, and twice what a whole answer may take.',
    review: REVIEW,
  },
  databaseOperationRate: {
    value: 0.1,
    unit: '{operation}/s',
    reason: 'Sixty in ten minutes: with fewer, three slow reports are the 95th percentile.',
    review: REVIEW,
  },
  poolTimeouts: {
    value: 5,
    unit: '{timeout}',
    reason: 'Each is a failed request; a few may come with a deployment or a failover.',
    review: REVIEW,
  },
  poolPendingRequests: {
    value: 1,
    unit: '{request}',
    reason: 'On average there is always somebody who waits: the pool is too small at all times.',
    review: REVIEW,
  },
  cacheHitDrop: {
    value: 0.3,
    unit: '1',
    reason:
      'Hours of a day differ by a tenth or two; three tenths fewer hits double the misses of most caches.',
    review: REVIEW,
  },
  cacheRequestRate: {
    value: 0.1,
    unit: '{request}/s',
    reason: 'With fewer requests nobody notices what the cache does.',
    review: REVIEW,
  },
  cacheEvictionsPerMiss: {
    value: 0.8,
    unit: '1',
    reason: 'Near 1 every entry that comes pushes one out; below there is room now and then.',
    review: REVIEW,
  },
  cacheMissShare: {
    value: 0.3,
    unit: '1',
    reason: 'A full cache that answers seven in ten does its work.',
    review: REVIEW,
  },
} as const satisfies Readonly<Record<string, Threshold>>;
