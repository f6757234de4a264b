const fs = process.getBuiltinModule('node:fs');

/** Devices come and go; forgotten all at once beyond this number. */
const MAX_REMEMBERED = 1_000;

/**
 * Tells disks from what is built on them (partitions, LVM, RAID) and from what only looks like one (loop, RAM). Counting
 * both would count each byte twice or more.
 *
 * Asks /sys once per device and remembers. Without /sys it goes by the names.
 */
export class BlockDevices {
  readonly #sysPath: string;
  readonly #isDisk = new Map<string, boolean>();
  readonly #names = new Map<string, string | undefined>();

  constructor(sysPath: string) {
    this.#sysPath = sysPath;
  }

  /** Whether a name of /proc/diskstats is a disk. */
  isDisk(name: string): boolean {
    return remembered(this.#isDisk, name, () => {
      // Directories cannot have a slash in their names; the kernel writes cciss/c0d0 as cciss!c0d0.
      const target = this.#linkOf(`block/${name.replaceAll('/', '!')}`);
      if (target !== undefined) return isDiskPath(target);
      return !this.#hasBlockDevices() && !NOT_A_DISK.test(name);
    });
  }

  /**
   * The name of a disk by its `major:minor`; undefined for what is none. Where /sys does not know the device, the numbers
   * themselves.
   */
  diskName(majorMinor: string): string | undefined {
    return remembered(this.#names, majorMinor, () => {
      const target = this.#linkOf(`dev/block/${majorMinor}`);
      if (target === undefined) return majorMinor;
      return isDiskPath(target) ? nameOf(target) : undefined;
    });
  }

  #linkOf(path: string): string | undefined {
    try {
      return fs.readlinkSync(`${this.#sysPath}/${path}`);
    } catch {
      return undefined;
    }
  }

  #hasBlockDevices(): boolean {
    return fs.existsSync(`${this.#sysPath}/block`);
  }
}

/** Of their own kind, but not to be found in the places of disks: network block devices. */
const NETWORK_DISK = /\/virtual\/block\/nbd\d+$/;
const VIRTUAL_OR_REMOVABLE = /\/virtual\/block\/|\/(?:sr|fd)\d+$/;

function isDiskPath(target: string): boolean {
  return NETWORK_DISK.test(target) || !VIRTUAL_OR_REMOVABLE.test(target);
}

/** Partitions and what is built on disks, by the names that Linux gives them. */
const NOT_A_DISK =
  /^(?:(?:loop|ram|zram|dm-|md|sr|fd)\d.*|(?:h|s|v|xv)d[a-z]+\d+|(?:nvme\d+n|mmcblk|nbd)\d+p\d+)$/;

function nameOf(target: string): string {
  return target.slice(target.lastIndexOf('/') + 1).replaceAll('!', '/');
}

function remembered<T>(known: Map<string, T>, key: string, find: () => T): T {
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found as T;
  if (known.size >= MAX_REMEMBERED) known.clear();
  const value = find();
  known.set(key, value);
  return value;
}
