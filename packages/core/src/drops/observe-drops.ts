import { createInstruments } from '../instruments/create-instruments.ts';
import type { Providers } from '../providers.ts';
import { telemetryCatalog } from '../telemetry-catalog.ts';
import { drops } from './drop-ledger.ts';

/**
 * Exports the ledger as the counter `fluxora.telemetry.dropped`. A cause appears once it has occurred.
 *
 * @param providers - Where to export to, and whose `drops` to export.
 * @returns A function that stops it.
 */
export function observeDrops(providers: Providers = {}): () => void {
  const ledger = providers.drops ?? drops;
  return createInstruments(telemetryCatalog, providers).dropped.observe((observe) => {
    for (const { signal, cause, count } of ledger.counts()) {
      observe(count, { 'fluxora.telemetry.signal': signal, 'fluxora.telemetry.cause': cause });
    }
  });
}
