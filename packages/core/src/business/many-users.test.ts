import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { expect, test } from 'vitest';
import { estimateDistinct } from './sketch/hyper-log-log.ts';
import { readUsageOptions } from './usage-options.ts';
import { UserSketches } from './user-sketches.ts';

const KEY = 'a secret of at least sixteen characters';

test('10 million users need no more memory than the first thousand, and are counted', () => {
  using t = createTestTelemetry();
  // Not through `recordUsage`: counting 10 million events would take the SDK another 12 seconds.
  const settings = readUsageOptions({
    features: ['forecast.view'],
    distinctUsers: { registers: 1_024, key: KEY },
  });
  const sketches = new UserSketches(settings, t.providers, false);
  const record = (from: number, to: number): void => {
    for (let user = from; user < to; user += 1) sketches.add(`user-${user}`, 0, 0);
  };
  record(0, 1_000);
  const before = retainedBytes();
  record(1_000, 10_000_000);
  // Ten bytes per user, garbage included; a set of their ids would take a hundred.
  expect(retainedBytes() - before).toBeLessThan(100_000_000);

  const points = t.metric('fluxora.usage.distinct_users.rank')?.points ?? [];
  expect(points).toHaveLength(1_024);
  const ranks = Uint8Array.from(points, ({ value }) => value ?? 0);
  expect(Math.abs(estimateDistinct(ranks) / 10_000_000 - 1)).toBeLessThan(4 * (1.04 / 32));
}, 120_000);

function retainedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + arrayBuffers + external;
}
