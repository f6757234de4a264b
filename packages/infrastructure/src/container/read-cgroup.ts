import {
  type CgroupCpuTime,
  type CgroupDiskIo,
  type CgroupMemoryStat,
  type CgroupThrottling,
  parseBlkioBytes,
  parseBytes,
  parseCfsQuota,
  parseCpuacctStat,
  parseCpuMax,
  parseCpuStat,
  parseIoStat,
  parseMemoryMax,
  parseMemoryStat,
  parseOomKills,
  parseThrottling,
} from '../kernel/cgroup-files.ts';
import type { CgroupDirectories } from '../kernel/locate-cgroup.ts';
import type { CgroupReader } from './cgroup-reader.ts';

export interface CgroupCpu {
  /** Which group the time is of: it begins anew when the process is moved to another. */
  readonly group: string | undefined;
  readonly time: CgroupCpuTime | undefined;
  readonly throttling: CgroupThrottling | undefined;
  /** CPUs; undefined without a quota. */
  readonly limit: number | undefined;
}

/** Bytes, and counts since the group was made. */
export interface CgroupMemory {
  readonly usage: number | undefined;
  readonly stat: CgroupMemoryStat | undefined;
  /** Undefined without a limit. */
  readonly limit: number | undefined;
  readonly oomKills: number | undefined;
}

const CPU = 'container.cpu.*';
const THROTTLING = 'fluxora.container.cpu.*';
const MEMORY = 'container.memory.*';

/** Reads what is known of the CPU. */
export function readCgroupCpu({ cpu, cpuacct }: CgroupDirectories, files: CgroupReader): CgroupCpu {
  const group = (cpuacct ?? cpu)?.path;
  const time =
    cpuacct?.version === 1
      ? files.read(`${cpuacct.path}/cpuacct.stat`, CPU, parseCpuacctStat)
      : undefined;
  if (cpu === undefined) return { group, time, throttling: undefined, limit: undefined };
  const limit = tightest(
    [cpu.path, ...cpu.parents].map((path) => quotaOf(path, cpu.version, files)),
  );
  const path = `${cpu.path}/cpu.stat`;
  if (cpu.version === 1) {
    return { group, time, limit, throttling: files.read(path, THROTTLING, parseThrottling) };
  }
  // Without the controller the file has times, and no throttling.
  const stat = files.read(path, `${CPU} and ${THROTTLING}`, (text) => {
    const spent = parseCpuStat(text);
    return spent && { spent, throttling: parseThrottling(text) };
  });
  return { group, time: time ?? stat?.spent, limit, throttling: stat?.throttling };
}

function quotaOf(path: string, version: 1 | 2, files: CgroupReader): number | null | undefined {
  const metrics = 'fluxora.container.cpu.limit';
  if (version === 2) return files.read(`${path}/cpu.max`, metrics, parseCpuMax);
  const quota = files.read(`${path}/cpu.cfs_quota_us`, metrics, (text) => text);
  if (quota === undefined) return undefined;
  return files.read(`${path}/cpu.cfs_period_us`, metrics, (period) => parseCfsQuota(quota, period));
}

/** Reads what is known of the memory. */
export function readCgroupMemory({ memory }: CgroupDirectories, files: CgroupReader): CgroupMemory {
  if (memory === undefined) {
    return { usage: undefined, stat: undefined, limit: undefined, oomKills: undefined };
  }
  const { path, parents, version } = memory;
  const stat = files.read(`${path}/memory.stat`, MEMORY, (text) => parseMemoryStat(text, version));
  const limits =
    version === 1
      ? [stat?.hierarchicalLimit]
      : [path, ...parents].map((each) => {
          return files.read(`${each}/memory.max`, 'fluxora.container.memory.limit', parseMemoryMax);
        });
  const usageFile = version === 1 ? 'memory.usage_in_bytes' : 'memory.current';
  const eventsFile = version === 1 ? 'memory.oom_control' : 'memory.events';
  return {
    usage: files.read(`${path}/${usageFile}`, MEMORY, parseBytes),
    stat,
    limit: tightest(limits),
    // Null and not undefined for older kernels: the file is sound, and does not tell.
    oomKills:
      files.read(`${path}/${eventsFile}`, 'fluxora.container.memory.oom_kills', (text) => {
        return parseOomKills(text) ?? (hasMemoryEvents(text) ? null : undefined);
      }) ?? undefined,
  };
}

function hasMemoryEvents(text: string): boolean {
  return /^(?:oom_kill_disable|under_oom|low|high|max|oom) \d/m.test(text);
}

/** Reads what was transferred, by device. */
export function readCgroupDiskIo(
  { blkio }: CgroupDirectories,
  files: CgroupReader,
): CgroupDiskIo[] {
  if (blkio === undefined) return [];
  const metrics = 'container.disk.io';
  if (blkio.version === 2) return files.read(`${blkio.path}/io.stat`, metrics, parseIoStat) ?? [];
  const file = `${blkio.path}/blkio.throttle.io_service_bytes`;
  return (
    files.read(`${file}_recursive`, metrics, parseBlkioBytes) ??
    files.read(file, metrics, parseBlkioBytes) ??
    []
  );
}

function tightest(limits: readonly (number | null | undefined)[]): number | undefined {
  const set = limits.filter((limit) => typeof limit === 'number');
  return set.length === 0 ? undefined : Math.min(...set);
}
