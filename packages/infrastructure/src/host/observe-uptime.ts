import { kernelValue } from '../kernel/kernel-value.ts';
import { parseUptime } from '../kernel/proc-loadavg.ts';
import type { HostContext } from './host-context.ts';
import { osUptime } from './os-values.ts';

/** `system.uptime`. */
export function observeUptime(context: HostContext): (() => void)[] {
  const source = {
    path: `${context.procPath}/uptime`,
    metrics: 'system.uptime',
    off: '{ host: false }',
  };
  const read = context.hasKernelFiles
    ? kernelValue(source, parseUptime, context.reports)
    : osUptime;
  return [
    context.instruments.systemUptime.observe((observe) => {
      const seconds = read();
      if (seconds !== undefined) observe(seconds);
    }),
  ];
}
