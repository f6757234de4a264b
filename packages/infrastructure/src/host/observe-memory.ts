import { kernelValue } from '../kernel/kernel-value.ts';
import { parseMeminfo } from '../kernel/proc-meminfo.ts';
import { type HostContext, procSource } from './host-context.ts';
import { osMemoryInfo } from './os-values.ts';

/** `system.memory.*`. */
export function observeMemory(context: HostContext): (() => void)[] {
  const { instruments } = context;
  const source = procSource(context, 'meminfo', 'system.memory.*', 'memory');
  const read = context.hasKernelFiles
    ? kernelValue(source, parseMeminfo, context.reports)
    : osMemoryInfo;
  return [
    instruments.systemMemoryUsage.observe((observe) => {
      const memory = read();
      if (memory === undefined) return;
      observe(memory.total - memory.available, { 'system.memory.state': 'used' });
      observe(memory.available, { 'system.memory.state': 'available' });
    }),
    instruments.systemMemoryUtilization.observe((observe) => {
      const memory = read();
      if (memory === undefined || memory.total === 0) return;
      const available = memory.available / memory.total;
      observe(1 - available, { 'system.memory.state': 'used' });
      observe(available, { 'system.memory.state': 'available' });
    }),
    instruments.systemMemoryLimit.observe((observe) => {
      const memory = read();
      if (memory !== undefined) observe(memory.total);
    }),
    instruments.systemMemoryLinuxAvailable.observe((observe) => {
      const memory = read();
      if (memory?.isEstimatedByKernel) observe(memory.available);
    }),
  ];
}
