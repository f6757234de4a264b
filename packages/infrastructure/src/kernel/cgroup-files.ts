import { countAt, keyedCount, linesOf, parseCount, wordsOf } from './parse-count.ts';
import { TICKS_PER_SECOND } from './proc-stat.ts';

/*
 * The files of control groups. Version 1: Documentation/admin-guide/cgroup-v1; version 2: Documentation/admin-guide/cgroup-v2.rst.
 * Every parser returns undefined for what is not in the kernel's format, and null where the kernel says that there is no limit.
 */

/** Seconds since the group was made. */
export interface CgroupCpuTime {
  readonly user: number;
  readonly system: number;
}

/** Version 2, cpu.stat. */
export function parseCpuStat(text: string): CgroupCpuTime | undefined {
  const user = keyedCount(text, 'user_usec');
  const system = keyedCount(text, 'system_usec');
  return user === undefined || system === undefined
    ? undefined
    : { user: user / 1e6, system: system / 1e6 };
}

/** Version 1, cpuacct.stat. */
export function parseCpuacctStat(text: string): CgroupCpuTime | undefined {
  const user = keyedCount(text, 'user');
  const system = keyedCount(text, 'system');
  return user === undefined || system === undefined
    ? undefined
    : { user: user / TICKS_PER_SECOND, system: system / TICKS_PER_SECOND };
}

/** What a CPU quota has cost. */
export interface CgroupThrottling {
  readonly periods: number;
  readonly throttledPeriods: number;
  /** Summed over CPUs. Seconds. */
  readonly throttledTime: number;
}

/** Both versions, cpu.stat. Undefined also where the CPU controller is off. */
export function parseThrottling(text: string): CgroupThrottling | undefined {
  const periods = keyedCount(text, 'nr_periods');
  const throttledPeriods = keyedCount(text, 'nr_throttled');
  const microseconds = keyedCount(text, 'throttled_usec');
  const nanoseconds = keyedCount(text, 'throttled_time');
  if (periods === undefined || throttledPeriods === undefined) return undefined;
  if (microseconds === undefined && nanoseconds === undefined) return undefined;
  return {
    periods,
    throttledPeriods,
    throttledTime: microseconds === undefined ? (nanoseconds ?? 0) / 1e9 : microseconds / 1e6,
  };
}

/** Version 2, cpu.max: CPUs that the quota allows, null without one. */
export function parseCpuMax(text: string): number | null | undefined {
  const [quota, period] = wordsOf(text.trim());
  return quota === 'max' ? null : cpusOf(parseCount(quota), parseCount(period));
}

/** Version 1, cpu.cfs_quota_us and cpu.cfs_period_us: CPUs that the quota allows, null without one. */
export function parseCfsQuota(quota: string, period: string): number | null | undefined {
  return quota.trim() === '-1' ? null : cpusOf(parseCount(quota.trim()), parseCount(period.trim()));
}

function cpusOf(quota: number | undefined, period: number | undefined): number | undefined {
  return quota === undefined || period === undefined || period === 0 ? undefined : quota / period;
}

/** A file that holds a number of bytes and nothing else. */
export function parseBytes(text: string): number | undefined {
  return parseCount(text.trim());
}

/** Version 1 has no word for "no limit": it is the largest number of pages, 2^63 bytes less one page or so. */
const UNLIMITED = 2 ** 62;

/** Version 2, memory.max: bytes, null without a limit. */
export function parseMemoryMax(text: string): number | null | undefined {
  return text.trim() === 'max' ? null : limitOf(parseBytes(text));
}

function limitOf(bytes: number | undefined): number | null | undefined {
  return bytes !== undefined && bytes >= UNLIMITED ? null : bytes;
}

/** Both versions, memory.stat. What a kernel does not tell is absent. Bytes and counts. */
export interface CgroupMemoryStat {
  readonly inactiveFile: number | undefined;
  readonly anonymous: number | undefined;
  readonly faults: number | undefined;
  readonly majorFaults: number | undefined;
  /** Version 1: the tightest limit of the group and its parents; null without one. */
  readonly hierarchicalLimit: number | null | undefined;
}

/** Of the group and the groups below it, as version 2 counts always. */
export function parseMemoryStat(text: string, version: 1 | 2): CgroupMemoryStat | undefined {
  const prefix = version === 1 ? 'total_' : '';
  const stat = {
    inactiveFile: keyedCount(text, `${prefix}inactive_file`),
    anonymous: keyedCount(text, version === 1 ? 'total_rss' : 'anon'),
    faults: keyedCount(text, `${prefix}pgfault`),
    majorFaults: keyedCount(text, `${prefix}pgmajfault`),
    hierarchicalLimit: limitOf(keyedCount(text, 'hierarchical_memory_limit')),
  };
  return Object.values(stat).every((value) => value === undefined) ? undefined : stat;
}

/** Processes killed for want of memory: version 2, memory.events; version 1, memory.oom_control (since Linux 4.13). */
export function parseOomKills(text: string): number | undefined {
  return keyedCount(text, 'oom_kill');
}

/** Bytes since the group was made, of one device. */
export interface CgroupDiskIo {
  /** `major:minor`. */
  readonly device: string;
  readonly read: number;
  readonly write: number;
}

const DEVICE = /^\d{1,10}:\d{1,10}$/;

/** Version 2, io.stat. Undefined when there are lines and none has the form. */
export function parseIoStat(text: string): CgroupDiskIo[] | undefined {
  const lines = linesOf(text);
  let isKernel = lines.length === 0;
  const devices = lines.flatMap((line) => {
    const [device, ...fields] = wordsOf(line);
    if (device === undefined || !DEVICE.test(device)) return [];
    isKernel = true;
    const read = assigned(fields, 'rbytes');
    const write = assigned(fields, 'wbytes');
    // Older kernels list devices that nothing was read from or written to, without figures.
    return read === undefined || write === undefined ? [] : [{ device, read, write }];
  });
  return isKernel ? devices : undefined;
}

function assigned(fields: readonly string[], key: string): number | undefined {
  const field = fields.find((each) => each.startsWith(`${key}=`));
  return field === undefined ? undefined : countAt(field, key.length + 1);
}

/** Version 1, blkio.throttle.io_service_bytes(_recursive). Undefined when there are lines and none has the form. */
export function parseBlkioBytes(text: string): CgroupDiskIo[] | undefined {
  const lines = linesOf(text);
  let isKernel = lines.length === 0;
  const devices = new Map<string, { read: number; write: number }>();
  for (const line of lines) {
    const [device, operation, bytes] = wordsOf(line);
    // The last line: "Total 0".
    if (device === 'Total' && parseCount(operation) !== undefined) isKernel = true;
    const count = parseCount(bytes);
    if (device === undefined || !DEVICE.test(device) || count === undefined) continue;
    isKernel = true;
    const sums = devices.get(device) ?? { read: 0, write: 0 };
    if (operation === 'Read') sums.read = count;
    if (operation === 'Write') sums.write = count;
    devices.set(device, sums);
  }
  if (!isKernel) return undefined;
  return Array.from(devices, ([device, sums]) => ({ device, ...sums }));
}
