/** Which of the host's metrics to measure. Each part is on unless it is set to `false`. */
export interface HostOptions {
  /** `system.cpu.*`. @defaultValue true */
  readonly cpu?: boolean;
  /** Also tell the logical CPUs apart: multiplies the series of `system.cpu.*` by their number. @defaultValue false */
  readonly perCpu?: boolean;
  /** `fluxora.system.load`. @defaultValue true */
  readonly load?: boolean;
  /** `system.memory.*`. @defaultValue true */
  readonly memory?: boolean;
  /** `system.paging.*`. @defaultValue true */
  readonly paging?: boolean;
  /** `system.disk.*`, of disks: not of partitions, LVM, RAID, loop and RAM devices. @defaultValue true */
  readonly disk?: boolean;
  /** `system.filesystem.*`, of filesystems on disks. @defaultValue true */
  readonly filesystem?: boolean | FilesystemOptions;
  /** `system.network.*`, without loopback and the host's ends of containers' interfaces. @defaultValue true */
  readonly network?: boolean;
}

export interface FilesystemOptions {
  /**
   * Also measure NFS, SMB, FUSE and other filesystems behind which another program answers. When that hangs, one of the four
   * threads that Node.js has for files and DNS hangs with it, until it answers. @defaultValue false
   */
  readonly remote?: boolean;
}
