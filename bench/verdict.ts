import type { BenchOptions } from './options.ts';
import type { Summary } from './summary.ts';
import type { Variant } from './variants.ts';

/** Why a run does not count, or did not pass. */
export interface Verdict {
  /** Telemetry that was promised and did not arrive: the figures of that variant mean nothing. */
  readonly missing: readonly string[];
  /** Peers as fast as ours or faster. Empty in open loop, where the rate is given. */
  readonly faster: readonly string[];
}

/**
 * Judges a run.
 *
 * A sampled request must bring at least one span. Ours must bring all of them; a peer that drops some is only marked in
 * the table, unless nothing came at all.
 */
export function judge(
  summary: Summary,
  chosen: readonly Variant[],
  { openLoopRate }: BenchOptions,
): Verdict {
  const missing = chosen.flatMap((variant) => {
    const arrived = summary.processes.find((one) => one.variant === variant.id);
    if (!arrived) return [`${variant.id}: did not run`];
    const problems: string[] = [];
    if (variant.sends === 'traces and metrics') {
      const least = variant.role === 'ours' ? 0.99 : 0.01;
      if (!(arrived.spansPerRequest >= least)) {
        problems.push(`${arrived.spansPerRequest.toFixed(3)} spans per request arrived`);
      }
    }
    if (variant.sends !== 'nothing' && arrived.metricExports === 0)
      problems.push('no metric arrived');
    if (variant.sends === 'nothing' && arrived.bytesPerRequest > 0) {
      problems.push('sent telemetry although it is off');
    }
    if (arrived.malformed > 0) problems.push(`${arrived.malformed} malformed export requests`);
    return problems.map((problem) => `${variant.id}: ${problem}`);
  });
  return { missing, faster: openLoopRate === undefined ? findFaster(summary, chosen) : [] };
}

/** Compares `ours` (fully on) with every peer on every route, by median throughput. */
function findFaster(summary: Summary, chosen: readonly Variant[]): string[] {
  return summary.routes
    .filter((row) => row.variant === 'ours')
    .flatMap((ours) =>
      summary.routes
        .filter((row) => row.route === ours.route)
        .filter((row) => chosen.find((one) => one.id === row.variant)?.role === 'peer')
        .filter((row) => row.throughput.median >= ours.throughput.median)
        .map((row) => {
          const figures = `${row.throughput.median.toFixed(2)} against ${ours.throughput.median.toFixed(2)}`;
          return `${row.variant} on /${row.route}: ${figures}`;
        }),
    );
}
