import { countsAt } from './parse-count.ts';

export type CpuMode = 'user' | 'system' | 'nice' | 'idle' | 'iowait' | 'interrupt' | 'steal';

/** Seconds by mode since the system started. A mode that the platform does not know is absent. */
export type CpuTimes = Readonly<Partial<Record<CpuMode, number>>>;

export interface CpuStat {
  /** All CPUs together. */
  readonly all: CpuTimes;
  /** Each CPU by its number; empty unless asked for. */
  readonly each: ReadonlyMap<number, CpuTimes>;
  /** Number of CPUs that are online. */
  readonly count: number;
}

/** Linux reports ticks of 1/100 s to programs on every architecture that Node.js runs on, whatever the kernel uses itself. */
export const TICKS_PER_SECOND = 100;

/**
 * Reads the `cpu` lines of /proc/stat (proc_stat(5)).
 *
 * @param withEach - Whether to read the CPUs one by one too.
 * @returns undefined when there is no line of all CPUs.
 */
export function parseProcStat(text: string, withEach: boolean): CpuStat | undefined {
  let all: CpuTimes | undefined;
  const each = new Map<number, CpuTimes>();
  let count = 0;
  // The lines of the CPUs come first. What follows is long: a number per interrupt.
  for (let start = 0; text.startsWith('cpu', start);) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    if (text.charAt(start + 3) === ' ') {
      all = cpuTimes(countsAt(text, start + 3));
    } else {
      count += 1;
      if (withEach) {
        const [number, ...counts] = countsAt(text, start + 3);
        const times = cpuTimes(counts);
        if (number !== undefined && times !== undefined) each.set(number, times);
      }
    }
    start = end + 1;
  }
  return all && { all, each, count };
}

function cpuTimes(counts: readonly number[]): CpuTimes | undefined {
  const [user, nice, system, idle, iowait, irq, softirq, steal] = counts;
  if (user === undefined || nice === undefined || system === undefined || idle === undefined) {
    return undefined;
  }
  return {
    user: user / TICKS_PER_SECOND,
    nice: nice / TICKS_PER_SECOND,
    system: system / TICKS_PER_SECOND,
    idle: idle / TICKS_PER_SECOND,
    ...(iowait === undefined ? {} : { iowait: iowait / TICKS_PER_SECOND }),
    ...(irq === undefined || softirq === undefined
      ? {}
      : { interrupt: (irq + softirq) / TICKS_PER_SECOND }),
    ...(steal === undefined ? {} : { steal: steal / TICKS_PER_SECOND }),
  };
}
