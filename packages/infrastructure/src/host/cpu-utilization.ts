import type { CpuMode, CpuTimes } from '../kernel/proc-stat.ts';

/**
 * The share of each mode, 0 to 1, in the time between two samples. By the CPUs' own time and not by the clock, so that the
 * shares add up to 1 whenever the samples were taken. Empty when nothing was counted in between, or a CPU began anew.
 */
export function cpuUtilization(
  since: CpuTimes | undefined,
  until: CpuTimes,
): Partial<Record<CpuMode, number>> {
  if (since === undefined) return {};
  const spent = Object.entries(until).map(
    ([mode, seconds]) => [mode, seconds - (since[mode as CpuMode] ?? 0)] as const,
  );
  const all = spent.reduce((sum, [, seconds]) => sum + seconds, 0);
  if (!(all > 0) || spent.some(([, seconds]) => seconds < 0)) return {};
  return Object.fromEntries(spent.map(([mode, seconds]) => [mode, seconds / all]));
}
