import type { JobCarrier } from '../adapter.ts';

/**
 * What BullMQ stores as `opts.telemetry.metadata`: the propagation headers as JSON, which is also how `bullmq-otel` writes them, so
 * that producers and workers may differ. Times are left out: BullMQ stores its own with every job.
 *
 * @returns The empty string when there is nothing to propagate: BullMQ then stores nothing.
 */
export function metadataOf(carrier: JobCarrier): string {
  const headers: Record<string, unknown> = {};
  let isEmpty = true;
  for (const key in carrier) {
    if (key === 'enqueuedAt' || key === 'availableAt') continue;
    headers[key] = carrier[key];
    isEmpty = false;
  }
  return isEmpty ? '' : JSON.stringify(headers);
}
