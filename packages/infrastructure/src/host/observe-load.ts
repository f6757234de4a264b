import { kernelValue } from '../kernel/kernel-value.ts';
import { parseLoadavg } from '../kernel/proc-loadavg.ts';
import { type HostContext, procSource } from './host-context.ts';
import { osLoadAverages } from './os-values.ts';

const PERIODS = ['1m', '5m', '15m'] as const;

/** `fluxora.system.load`. */
export function observeLoad(context: HostContext): (() => void)[] {
  const source = procSource(context, 'loadavg', 'fluxora.system.load', 'load');
  const read = context.hasKernelFiles
    ? kernelValue(source, parseLoadavg, context.reports)
    : osLoadAverages;
  return [
    context.instruments.systemLoad.observe((observe) => {
      const averages = read();
      for (const [position, load] of (averages ?? []).entries()) {
        const period = PERIODS[position];
        if (period !== undefined) observe(load, { 'fluxora.system.load.period': period });
      }
    }),
  ];
}
