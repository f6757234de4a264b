import type { Providers } from '../providers.ts';
import { meterSource } from '../instruments/meter-source.ts';
import { unwatchProvider, watchProvider } from '../instruments/rebind.ts';

interface Announcing<A> {
  isEnabled(): boolean;
  announce(attributes: A): void;
}

/**
 * Adds 0 to every series given, now and whenever another SDK is registered: PromQL's `increase()` misses a series' first value.
 *
 * @returns A function that ends it.
 */
export function announceAlways<A>(
  counter: Announcing<A>,
  series: readonly A[],
  providers: Providers,
): () => void {
  const source = meterSource(providers);
  let provider: unknown;
  const announcer = {
    rebind(): void {
      // First of all: asking whether the counter is enabled may bring us here again.
      if (provider === source()) return;
      provider = source();
      if (!counter.isEnabled()) return;
      for (const attributes of series) counter.announce(attributes);
    },
  };
  announcer.rebind();
  if (providers.meterProvider !== undefined) return () => undefined;
  watchProvider(announcer);
  return () => unwatchProvider(announcer);
}
