import type { Notices } from '@fluxora/telemetry-core';
import { SIGNALS } from '../options/settings.ts';
import type { FlushReport } from '../pipeline/pipeline.ts';

/**
 * Says what a shutdown has lost, if anything: losing silently is the one thing not to do.
 *
 * @param problem - Why the last export failed, if it did.
 * @param timeoutMs - The budget that the shutdown had.
 */
export function sayLosses(
  notices: Notices,
  report: FlushReport,
  problem: string | undefined,
  timeoutMs: number,
): void {
  const lost = SIGNALS.map((signal) => ({ signal, count: report[signal].dropped.shutdown ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ signal, count }) => `${count} of ${signal}`)
    .join(', ');
  if (lost === '') return;
  notices.once(
    'shutdown.lost',
    report.timedOut
      ? `telemetry/shutdown: gave up after ${timeoutMs} ms; not delivered: ${lost}` +
          `${problem === undefined ? '' : ` (${problem})`}. Check that the collector answers, or raise shutdownTimeoutMs.`
      : // Everything recorded before was settled in time.
        `telemetry/shutdown: recorded while telemetry was shutting down, so not delivered: ${lost}. ` +
          'Close servers and end jobs before you call telemetry.shutdown().',
  );
}
