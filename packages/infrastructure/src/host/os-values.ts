import type { CpuStat, CpuTimes } from '../kernel/proc-stat.ts';
import type { MemoryInfo } from '../kernel/proc-meminfo.ts';
import type { LoadAverages } from '../kernel/proc-loadavg.ts';

/*
 * What Node.js knows where there is no /proc. Its modules answer 0 for what a platform has not; here that is absent.
 */
const os = process.getBuiltinModule('node:os');

/** Modes that a platform counts (libuv: src/unix/darwin.c, src/win/util.c). */
const COUNTS_NICE = process.platform !== 'win32';
const COUNTS_INTERRUPTS = process.platform !== 'darwin';

/** CPU times, or undefined when there are none. */
export function osCpuStat(withEach: boolean): CpuStat | undefined {
  const each = os.cpus().map(({ times }): CpuTimes => {
    return {
      user: times.user / 1000,
      system: times.sys / 1000,
      idle: times.idle / 1000,
      ...(COUNTS_NICE ? { nice: times.nice / 1000 } : {}),
      ...(COUNTS_INTERRUPTS ? { interrupt: times.irq / 1000 } : {}),
    };
  });
  if (each.length === 0) return undefined;
  return {
    all: each.reduce(sumOfTimes),
    each: new Map(withEach ? each.entries() : []),
    count: each.length,
  };
}

function sumOfTimes(a: CpuTimes, b: CpuTimes): CpuTimes {
  const modes = Object.keys(a) as (keyof CpuTimes)[];
  return Object.fromEntries(modes.map((mode) => [mode, (a[mode] ?? 0) + (b[mode] ?? 0)]));
}

/** Memory, or undefined when it is unknown. */
export function osMemoryInfo(): MemoryInfo | undefined {
  const total = os.totalmem();
  if (!(total > 0)) return undefined;
  return { total, available: Math.min(os.freemem(), total), isEstimatedByKernel: false };
}

/** Load averages. Windows has none. */
export function osLoadAverages(): LoadAverages | undefined {
  return process.platform === 'win32' ? undefined : (os.loadavg() as [number, number, number]);
}

/** Seconds since the system started. */
export function osUptime(): number | undefined {
  return os.uptime();
}
