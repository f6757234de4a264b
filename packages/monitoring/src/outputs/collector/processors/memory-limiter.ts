import { env } from '../environment.ts';
import type { Components } from '../collector-parts.ts';

/** First in every pipeline: refuses what would not fit in memory, so that senders retry. Shares are of the container's limit. */
export const memoryLimiter: Components = {
  memory_limiter: {
    check_interval: '1s',
    limit_percentage: env('COLLECTOR_MEMORY_LIMIT_PERCENT', 80),
    spike_limit_percentage: env('COLLECTOR_MEMORY_SPIKE_PERCENT', 20),
  },
};
