import { countsAt, linesOf } from './parse-count.ts';

export interface DiskDirection {
  readonly bytes: number;
  readonly operations: number;
  /** Sum over all operations. Seconds. */
  readonly operationTime: number;
}

/** Counts since the system started. */
export interface DiskStat {
  readonly name: string;
  readonly read: DiskDirection;
  readonly write: DiskDirection;
  /** Time with at least one operation under way. Seconds. */
  readonly ioTime: number;
}

/** A line begins with the major number, the minor number and the name. */
const NAME = /^[ \t]*\d{1,20}[ \t]+\d{1,20}[ \t]+([^ \t]+)/;

/** Always 512 here, whatever the sectors of the disk. */
const SECTOR_BYTES = 512;

/**
 * Reads /proc/diskstats (Documentation/admin-guide/iostats.rst).
 *
 * @param isWanted - Which devices to read, by name.
 * @returns undefined when there are lines and none has the form; partitions of Linux 2.4–2.6.24 with 4 fields are skipped.
 */
export function parseDiskstats(
  text: string,
  isWanted: (name: string) => boolean,
): DiskStat[] | undefined {
  let isKernel = false;
  const disks: DiskStat[] = [];
  const lines = linesOf(text);
  for (const line of lines) {
    const [start, name] = NAME.exec(line) ?? [];
    if (start === undefined || name === undefined) continue;
    isKernel = true;
    // Before the counts: most lines are of partitions and of devices that only look like disks.
    if (!isWanted(name)) continue;
    const disk = diskStat(name, countsAt(line, start.length));
    if (disk !== undefined) disks.push(disk);
  }
  return isKernel || lines.length === 0 ? disks : undefined;
}

function diskStat(name: string, counts: readonly number[]): DiskStat | undefined {
  const [reads, , sectorsRead, msReading, writes, , sectorsWritten, msWriting, , msBusy] = counts;
  if (
    reads === undefined ||
    sectorsRead === undefined ||
    msReading === undefined ||
    writes === undefined ||
    sectorsWritten === undefined ||
    msWriting === undefined ||
    msBusy === undefined
  ) {
    return undefined;
  }
  return {
    name,
    read: {
      bytes: sectorsRead * SECTOR_BYTES,
      operations: reads,
      operationTime: msReading / 1000,
    },
    write: {
      bytes: sectorsWritten * SECTOR_BYTES,
      operations: writes,
      operationTime: msWriting / 1000,
    },
    ioTime: msBusy / 1000,
  };
}
