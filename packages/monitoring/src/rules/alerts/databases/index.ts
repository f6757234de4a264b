import type { AlertSource } from '../../alert-source.ts';
import { cacheHitRateLow } from './cache-hit-rate-low.ts';
import { cacheTooSmall } from './cache-too-small.ts';
import { databaseFailing } from './database-failing.ts';
import { databaseSlow } from './database-slow.ts';
import { poolExhausted } from './pool-exhausted.ts';
import { poolTimeouts } from './pool-timeouts.ts';

/** Databases, connections to them, and the caches before them, as the services see them. */
export const DATABASE_ALERTS: readonly AlertSource[] = [
  databaseFailing,
  databaseSlow,
  poolTimeouts,
  poolExhausted,
  cacheHitRateLow,
  cacheTooSmall,
];
