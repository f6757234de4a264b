import type { SloDefinition } from '../../define/slo.ts';
import type { AlertSource } from '../alert-source.ts';
import type { RecordingSource } from '../recording-source.ts';

/** Error ratios of every SLO per window, its objective, and what is left of its budget. */
export function sloRecordingSources(_slos: readonly SloDefinition[]): readonly RecordingSource[] {
  return [];
}

/** Multi-window, multi-burn-rate alerts over what {@link sloRecordingSources} records. */
export const SLO_ALERT_SOURCES: readonly AlertSource[] = [];
