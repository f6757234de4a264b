import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { PreviousSample } from '../kernel/previous-sample.ts';
import type { ContainerInstruments } from './container-instruments.ts';
import type { CgroupCpu } from './read-cgroup.ts';

const CPU_MODES = ['user', 'system'] as const;

/** `container.cpu.*` and `fluxora.container.cpu.*`. @param read - Once per collection. */
export function observeCgroupCpu(
  instruments: ContainerInstruments,
  read: () => CgroupCpu,
): (() => void)[] {
  const previous = new PreviousSample<{ readonly user: number; readonly system: number }>();
  const interval = oncePerCollection(() => {
    const { time } = read();
    return time && { time, ...previous.intervalTo(time) };
  });
  return [
    instruments.containerCpuTime.observe((observe) => {
      const { time } = read();
      if (time === undefined) return;
      for (const mode of CPU_MODES) observe(time[mode], { 'cpu.mode': mode });
    }),
    instruments.containerCpuUsage.observe((observe) => {
      const { time, since, seconds = 0 } = interval() ?? {};
      if (time === undefined || since === undefined || seconds === 0) return;
      for (const mode of CPU_MODES) {
        const spent = time[mode] - since[mode];
        // The process was moved to another group, which began anew.
        if (spent >= 0) observe(spent / seconds, { 'cpu.mode': mode });
      }
    }),
    instruments.containerCpuLimit.observe((observe) => {
      const { limit } = read();
      if (limit !== undefined) observe(limit);
    }),
    instruments.containerCpuPeriods.observe((observe) => {
      const { throttling } = read();
      if (throttling !== undefined) observe(throttling.periods);
    }),
    instruments.containerCpuThrottledPeriods.observe((observe) => {
      const { throttling } = read();
      if (throttling !== undefined) observe(throttling.throttledPeriods);
    }),
    instruments.containerCpuThrottledTime.observe((observe) => {
      const { throttling } = read();
      if (throttling !== undefined) observe(throttling.throttledTime);
    }),
  ];
}
