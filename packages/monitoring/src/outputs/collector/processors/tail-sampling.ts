import type { Components } from '../collector-parts.ts';
import { env } from '../environment.ts';

/** Seconds a trace is waited for before it is judged: longer than a request, shorter than anybody waits for its trace. */
const DECISION_WAIT = '10s';

/**
 * Keeps every trace that failed or was slow, and a share of the rest. Sees whole traces only where all spans of one come to the same
 * Collector.
 *
 * @param share - 0 to 1.
 */
export function tailSampling(share: number): Components {
  return {
    tail_sampling: {
      decision_wait: env('COLLECTOR_TRACES_DECISION_WAIT', DECISION_WAIT),
      num_traces: env('COLLECTOR_TRACES_IN_MEMORY', 50_000),
      // What comes after the decision follows it, instead of being judged as a trace of its own.
      decision_cache: { sampled_cache_size: 500_000, non_sampled_cache_size: 500_000 },
      policies: [
        { name: 'failed', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
        {
          name: 'slow',
          type: 'latency',
          latency: { threshold_ms: env('COLLECTOR_TRACES_SLOW_MS', 1_000) },
        },
        {
          name: 'share',
          type: 'probabilistic',
          probabilistic: {
            sampling_percentage: env('COLLECTOR_TRACES_PERCENT', percent(share)),
          },
        },
      ],
    },
  };
}

/** Without the noise of floating point: 0.07 is 7, not 7.000000000000001. */
function percent(share: number): number {
  return Number((share * 100).toPrecision(6));
}
