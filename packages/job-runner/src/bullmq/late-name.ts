import type { EnqueueRecord } from '../adapter.ts';

/** Distinct names that the span of a batch lists. */
const MAX_NAMES = 5;

/** BullMQ wants the context of bulks and flows before it tells which jobs they are about. */
export function nameLater(record: EnqueueRecord, names: Iterable<unknown>): void {
  const distinct = [...new Set(names)].slice(0, MAX_NAMES);
  record.span.setAttribute('fluxora.job.name', distinct.join(', ') || UNNAMED);
}

/** What the reporter calls jobs without a name. */
export const UNNAMED = 'unnamed';
