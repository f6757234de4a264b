import type { AlertSource } from '../alert-source.ts';
import { errorBudgetBurnsFast } from './error-budget-burns-fast.ts';
import { errorBudgetBurnsSlowly } from './error-budget-burns-slowly.ts';
import { sloWithoutData } from './slo-without-data.ts';

export { sloRecordingSources } from './slo-recording.ts';

/** Multi-window, multi-burn-rate alerts over what `sloRecordingSources` records. */
export const SLO_ALERT_SOURCES: readonly AlertSource[] = [
  errorBudgetBurnsFast,
  errorBudgetBurnsSlowly,
  sloWithoutData,
];
