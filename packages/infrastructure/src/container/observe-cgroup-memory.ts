import type { ContainerInstruments } from './container-instruments.ts';
import type { CgroupMemory } from './read-cgroup.ts';

/** `container.memory.*`, `container.paging.*` and `fluxora.container.memory.*`. @param read - Once per collection. */
export function observeCgroupMemory(
  instruments: ContainerInstruments,
  read: () => CgroupMemory,
): (() => void)[] {
  /** What counts against the limit: file caches that were not used lately are dropped first, and cost nothing. */
  const workingSet = () => {
    const { usage, stat } = read();
    return usage === undefined || stat?.inactiveFile === undefined
      ? undefined
      : Math.max(0, usage - stat.inactiveFile);
  };
  return [
    instruments.containerMemoryUsage.observe((observe) => {
      const { usage } = read();
      if (usage !== undefined) observe(usage);
    }),
    instruments.containerMemoryWorkingSet.observe((observe) => {
      const bytes = workingSet();
      if (bytes !== undefined) observe(bytes);
    }),
    instruments.containerMemoryRss.observe((observe) => {
      const bytes = read().stat?.anonymous;
      if (bytes !== undefined) observe(bytes);
    }),
    instruments.containerMemoryLimit.observe((observe) => {
      const { limit } = read();
      if (limit !== undefined) observe(limit);
    }),
    instruments.containerMemoryAvailable.observe((observe) => {
      const { limit } = read();
      const used = workingSet();
      if (limit !== undefined && used !== undefined) observe(Math.max(0, limit - used));
    }),
    instruments.containerMemoryOomKills.observe((observe) => {
      const { oomKills } = read();
      if (oomKills !== undefined) observe(oomKills);
    }),
    instruments.containerPagingFaults.observe((observe) => {
      const { faults, majorFaults } = read().stat ?? {};
      if (majorFaults === undefined) return;
      observe(majorFaults, { 'system.paging.fault.type': 'major' });
      // The kernel counts the major ones in both.
      if (faults !== undefined && faults >= majorFaults) {
        observe(faults - majorFaults, { 'system.paging.fault.type': 'minor' });
      }
    }),
  ];
}
