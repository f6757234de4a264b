import { nowAndThen } from '../kernel/now-and-then.ts';
import { PreviousSample } from '../kernel/previous-sample.ts';

/** CPU time since the process started. Microseconds. */
export interface ProcessCpu {
  readonly user: number;
  readonly system: number;
}

/** Where the two clocks and the CPUs are read; replaced in tests. */
export interface CpuClocks {
  /** Time since the process started. Seconds. */
  readonly uptimeSeconds: () => number;
  /** A stopwatch. Milliseconds. */
  readonly nowMs: () => number;
  /** CPUs that the process may use: by its affinity and, since Node.js 24, by the quota of its container. */
  readonly availableCpus: () => number;
}

const CLOCKS: CpuClocks = {
  uptimeSeconds: () => process.uptime(),
  nowMs: () => performance.now(),
  availableCpus: () => process.getBuiltinModule('node:os').availableParallelism(),
};

/**
 * Makes a function that turns CPU time into the share of the available CPUs since the collection before; the first time, since
 * the process started. 1 means that all of them were busy with this process all the time. Undefined while no time has passed.
 *
 * The number of CPUs is asked at each fifth collection: Node.js looks for the quota in the files of the control group, 0.03 to 0.1 ms.
 */
export function processCpuUtilization(
  clocks: CpuClocks = CLOCKS,
): (until: ProcessCpu) => ProcessCpu | undefined {
  const previous = new PreviousSample<ProcessCpu>(clocks.nowMs);
  const cpus = nowAndThen(clocks.availableCpus);
  return (until) => {
    const { since, seconds } = previous.intervalTo(until) ?? {
      since: { user: 0, system: 0 },
      seconds: clocks.uptimeSeconds(),
    };
    const available = seconds * (cpus.current() ?? 0) * 1e6;
    if (!(available > 0)) return undefined;
    return {
      user: (until.user - since.user) / available,
      system: (until.system - since.system) / available,
    };
  };
}
