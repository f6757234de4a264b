import { kernelValue } from '../kernel/kernel-value.ts';
import { parseSwaps, parseVmstat } from '../kernel/proc-paging.ts';
import { type HostContext, procSource } from './host-context.ts';

/** `system.paging.*`, on Linux. */
export function observePaging(context: HostContext): (() => void)[] {
  if (!context.hasKernelFiles) return [];
  const { instruments, reports } = context;
  const readCounts = kernelValue(
    procSource(context, 'vmstat', 'system.paging.faults and system.paging.operations', 'paging'),
    parseVmstat,
    reports,
  );
  const readSwaps = kernelValue(
    procSource(context, 'swaps', 'system.paging.usage and system.paging.utilization', 'paging'),
    parseSwaps,
    reports,
  );
  return [
    instruments.systemPagingFaults.observe((observe) => {
      const { faults, majorFaults } = readCounts() ?? {};
      if (majorFaults === undefined) return;
      observe(majorFaults, { 'system.paging.fault.type': 'major' });
      // The kernel counts the major ones in both.
      if (faults !== undefined && faults >= majorFaults) {
        observe(faults - majorFaults, { 'system.paging.fault.type': 'minor' });
      }
    }),
    instruments.systemPagingOperations.observe((observe) => {
      const { pagesIn, pagesOut } = readCounts() ?? {};
      const major = { 'system.paging.fault.type': 'major' } as const;
      if (pagesIn !== undefined) observe(pagesIn, { 'system.paging.direction': 'in', ...major });
      if (pagesOut !== undefined) observe(pagesOut, { 'system.paging.direction': 'out', ...major });
    }),
    instruments.systemPagingUsage.observe((observe) => {
      for (const { device, size, used } of readSwaps() ?? []) {
        const labels = { 'system.device.name': device } as const;
        observe(used, { ...labels, 'system.paging.state': 'used' });
        observe(size - used, { ...labels, 'system.paging.state': 'free' });
      }
    }),
    instruments.systemPagingUtilization.observe((observe) => {
      for (const { device, size, used } of readSwaps() ?? []) {
        if (size === 0) continue;
        const labels = { 'system.device.name': device } as const;
        observe(used / size, { ...labels, 'system.paging.state': 'used' });
        observe((size - used) / size, { ...labels, 'system.paging.state': 'free' });
      }
    }),
  ];
}
