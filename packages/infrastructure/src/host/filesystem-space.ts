import type { KernelReports } from '../kernel/kernel-reports.ts';
import { errorCode } from '../kernel/kernel-reports.ts';

const fs = process.getBuiltinModule('node:fs');

/** Bytes. */
export interface FilesystemSpace {
  /** The kernel's number for the type of the filesystem, where it is told. */
  readonly type: number | undefined;
  readonly size: number;
  readonly used: number;
  /** What everybody may still use. */
  readonly free: number;
  /** What only the superuser may still use. */
  readonly reserved: number;
}

/** What `statfs` tells of a filesystem. */
export interface StatfsResult {
  readonly type?: number;
  readonly bsize: number;
  /** The unit of the blocks, where Node.js tells it: FUSE and virtiofs have another `bsize`. */
  readonly frsize?: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
}

export type Statfs = (
  path: string,
  callback: (error: unknown, result?: StatfsResult) => void,
) => void;

export type StatfsSync = (path: string) => StatfsResult;

/** How long one collection waits for all filesystems together. Milliseconds. */
const WAIT_MS = 500;
/** How long it waits for one: what hangs must not use up the time of the others. Milliseconds. */
const WAIT_EACH_MS = 250;

/** Node.js has four threads for files and DNS, and a `statfs` that hangs keeps one. With so many, nothing more is asked. */
const MAX_STUCK = 2;

/**
 * Asks for the space of filesystems, one after the other, without blocking unless told that it cannot. A filesystem that does not answer within a quarter
 * of a second is left out and said once, and not asked again until it has answered; the others are.
 */
export class FilesystemSpaces {
  readonly #statfs: Statfs;
  readonly #statfsSync: StatfsSync;
  readonly #reports: KernelReports;
  readonly #pending = new Set<string>();
  #running: Promise<ReadonlyMap<string, FilesystemSpace>> | undefined;

  constructor(statfs: Statfs, reports: KernelReports, statfsSync: StatfsSync = fs.statfsSync) {
    this.#statfs = statfs;
    this.#statfsSync = statfsSync;
    this.#reports = reports;
  }

  /** Space of one whose kernel answers from memory, at once: a thread of the pool and its answer cost 0.1 ms more. Never throws. */
  measureNow(mountpoint: string): FilesystemSpace | undefined {
    try {
      return spaceOf(this.#statfsSync(mountpoint));
    } catch (error) {
      this.#sayFailed(mountpoint, error);
      return undefined;
    }
  }

  /** Space by mount point, of those that answered. Never rejects. Readers that ask at the same time share one answer. */
  measure(mountpoints: readonly string[]): Promise<ReadonlyMap<string, FilesystemSpace>> {
    this.#running ??= this.#measure(mountpoints).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #measure(mountpoints: readonly string[]): Promise<ReadonlyMap<string, FilesystemSpace>> {
    const spaces = new Map<string, FilesystemSpace>();
    const deadline = performance.now() + WAIT_MS;
    for (const mountpoint of mountpoints) {
      if (this.#pending.has(mountpoint)) {
        this.#sayStuck(mountpoint);
        continue;
      }
      const remainingMs = deadline - performance.now();
      if (this.#pending.size >= MAX_STUCK || remainingMs <= 0) break;
      const space = await this.#ask(mountpoint, Math.min(WAIT_EACH_MS, remainingMs));
      if (space !== undefined) spaces.set(mountpoint, space);
    }
    return spaces;
  }

  #ask(mountpoint: string, waitMs: number): Promise<FilesystemSpace | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#sayStuck(mountpoint);
        resolve(undefined);
      }, waitMs);
      timer.unref();
      this.#pending.add(mountpoint);
      const settle = (space: FilesystemSpace | undefined) => {
        clearTimeout(timer);
        this.#pending.delete(mountpoint);
        resolve(space);
      };
      try {
        this.#statfs(mountpoint, (error, result) => {
          if (error) this.#sayFailed(mountpoint, error);
          settle(error || result === undefined ? undefined : spaceOf(result));
        });
      } catch (error) {
        this.#sayFailed(mountpoint, error);
        settle(undefined);
      }
    });
  }

  #sayStuck(mountpoint: string): void {
    this.#reports.lost(
      'statfs hangs',
      `${mountpoint} does not answer; its system.filesystem.* are absent until it does. Check the disk or server behind it.`,
    );
  }

  #sayFailed(mountpoint: string, error: unknown): void {
    const code = errorCode(error);
    // Unmounted since the table was read.
    if (code === 'ENOENT' || code === 'ENOTDIR') return;
    this.#reports.lost(
      `statfs ${code}`,
      `the space of ${mountpoint} could not be read (${code}); its system.filesystem.* are absent. ` +
        'Make it accessible, or switch it off with infrastructure: { host: { filesystem: false } }.',
    );
  }
}

/** Undefined for a filesystem without a size, and for nonsense. */
function spaceOf({
  type,
  bsize,
  frsize,
  blocks,
  bfree,
  bavail,
}: StatfsResult): FilesystemSpace | undefined {
  const unit = frsize || bsize;
  const isSound = [unit, blocks, bfree, bavail].every(
    (value) => Number.isFinite(value) && value >= 0,
  );
  if (!isSound || blocks === 0 || unit === 0) return undefined;
  const free = Math.min(bfree, blocks);
  // More than what is free at all: a negative number on its way through an unsigned one.
  const available = bavail > free ? 0 : bavail;
  return {
    type,
    size: blocks * unit,
    used: (blocks - free) * unit,
    free: available * unit,
    reserved: (free - available) * unit,
  };
}
