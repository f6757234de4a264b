import { kernelValue } from '../kernel/kernel-value.ts';
import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { PreviousSample } from '../kernel/previous-sample.ts';
import { type CpuStat, parseProcStat } from '../kernel/proc-stat.ts';
import { MonotonicCpus } from './monotonic-cpus.ts';
import { osCpuStat } from './os-values.ts';
import { cpuUtilization } from './cpu-utilization.ts';
import { type HostContext, procSource } from './host-context.ts';

/** `system.cpu.*`. */
export function observeCpu(context: HostContext): (() => void)[] {
  const { instruments, perCpu } = context;
  const read = cpuReader(context);
  const monotonic = new MonotonicCpus();
  const previous = new PreviousSample<CpuStat>();
  const sample = oncePerCollection(() => {
    const stat = read();
    if (stat === undefined) return undefined;
    const current = monotonic.next(stat);
    return { current, interval: previous.intervalTo(current) };
  });

  return [
    instruments.systemCpuTime.observe((observe) => {
      const current = sample()?.current;
      if (current === undefined) return;
      for (const { times, labels } of parts(current, perCpu)) {
        for (const [mode, seconds] of entries(times)) {
          observe(seconds, { 'cpu.mode': mode, ...labels });
        }
      }
    }),
    instruments.systemCpuUtilization.observe((observe) => {
      const { current, interval } = sample() ?? {};
      if (current === undefined || interval === undefined) return;
      for (const { times, labels, number } of parts(current, perCpu)) {
        const since = number === undefined ? interval.since.all : interval.since.each.get(number);
        for (const [mode, share] of entries(cpuUtilization(since, times))) {
          observe(share, { 'cpu.mode': mode, ...labels });
        }
      }
    }),
    instruments.systemCpuLogicalCount.observe((observe) => {
      const count = sample()?.current.count;
      if (count !== undefined && count > 0) observe(count);
    }),
  ];
}

function cpuReader(context: HostContext): () => CpuStat | undefined {
  const { perCpu, hasKernelFiles, reports } = context;
  if (!hasKernelFiles) return () => osCpuStat(perCpu);
  const source = procSource(context, 'stat', 'system.cpu.*', 'cpu');
  return kernelValue(source, (text) => parseProcStat(text, perCpu), reports);
}

interface CpuPart {
  readonly times: CpuStat['all'];
  readonly labels: { readonly 'cpu.logical_number'?: number };
  readonly number?: number;
}

/** Either all CPUs together or each apart, never both: a sum over the series is right either way. */
function parts({ all, each }: CpuStat, perCpu: boolean): CpuPart[] {
  if (!perCpu) return [{ times: all, labels: {} }];
  return Array.from(each, ([number, times]) => ({
    times,
    labels: { 'cpu.logical_number': number },
    number,
  }));
}

function entries<K extends string>(record: Readonly<Partial<Record<K, number>>>): [K, number][] {
  return Object.entries(record) as [K, number][];
}
