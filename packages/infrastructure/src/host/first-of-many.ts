import type { KernelReports } from '../kernel/kernel-reports.ts';

/** Disks, filesystems and interfaces that are measured. A node of a cluster may have hundreds; each is several series. */
const MAX_DEVICES = 64;

/** The first of a list that may be long; says so once when some are left out. @param what - Plural, as in "disks". */
export function firstOfMany<T>(
  all: readonly T[],
  what: string,
  part: string,
  reports: KernelReports,
): readonly T[] {
  if (all.length <= MAX_DEVICES) return all;
  reports.say(
    `many ${what}`,
    `there are ${all.length} ${what}; only the first ${MAX_DEVICES} are measured. ` +
      `Measure such a machine with an OpenTelemetry Collector, and switch this off with infrastructure: { host: { ${part}: false } }.`,
  );
  return all.slice(0, MAX_DEVICES);
}
