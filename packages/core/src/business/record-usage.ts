import { drops } from '../drops/drop-ledger.ts';
import { createInstruments } from '../instruments/create-instruments.ts';
import { notices } from '../notices.ts';
import { usageCatalog } from './catalog.ts';
import { processUsage } from './define-usage.ts';
import type { UsageDetails } from './usage-recorder.ts';

/**
 * Counts that a feature was used, by the process's `defineUsage`, for code that cannot import what it returned. Features are
 * not checked by the compiler here; otherwise the same as its `recordUsage`.
 *
 * While nothing is defined, it is dropped, counted (`undeclared`) and said once.
 *
 * @example recordUsage('forecast.view', { userId: user.id, plan: 'pro' });
 */
export function recordUsage(feature: string, details?: UsageDetails): void {
  const usage = processUsage();
  if (usage) {
    usage.recordUsage(feature, details);
    return;
  }
  // As everywhere: while there is no SDK, nothing is missed, and so nothing is said.
  if (!createInstruments(usageCatalog).usageEvents.isEnabled()) return;
  drops.record('metrics', 'undeclared');
  notices.once(
    'usage undefined',
    'telemetry/usage: recordUsage was called while no usage is defined; nothing was recorded. Call defineUsage first, without providers.',
  );
}
