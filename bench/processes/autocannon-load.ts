import autocannon from 'autocannon';
import type { LoadOrder, LoadResult } from './load-result.ts';

/**
 * The same closed loop through autocannon, to cross-check our own generator.
 *
 * It spends about as much CPU per request as bare Express does, so the fastest variants look alike; and it drops what
 * is in flight at the end of a slice, which servers see as client disconnects.
 */
export async function runAutocannon(order: LoadOrder): Promise<LoadResult> {
  const { url, connections, durationMs } = order;
  const began = performance.now();
  // It ends on a tick of its sampling timer.
  const sampling = { sampleInt: 50 } as Partial<autocannon.Options>;
  const result = await autocannon({ url, connections, duration: durationMs / 1_000, ...sampling });
  return {
    completed: result['2xx'],
    sent: result['2xx'] + result.non2xx + connections,
    failed: result.non2xx + result.errors,
    elapsedMs: performance.now() - began,
    latencyMs: { p50: result.latency.p50, p99: result.latency.p99 },
  };
}
