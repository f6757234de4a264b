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
  const previous = new PreviousSample<CgroupCpu>();
  const sample = oncePerCollection(() => {
    const current = read();
    return { current, interval: previous.intervalTo(current) };
  });
  return [
    instruments.containerCpuTime.observe((observe) => {
      const { time } = read();
      if (time === undefined) return;
      for (const mode of CPU_MODES) observe(time[mode], { 'cpu.mode': mode });
    }),
    instruments.containerCpuUsage.observe((observe) => {
      const { current, interval } = sample();
      if (interval === undefined || interval.since.group !== current.group) return;
      const { time } = current;
      const before = interval.since.time;
      if (time === undefined || before === undefined) return;
      for (const mode of CPU_MODES) {
        const spent = time[mode] - before[mode];
        if (spent >= 0) observe(spent / interval.seconds, { 'cpu.mode': mode });
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
