import { type CgroupMembership, parseCgroupMembership } from '../kernel/cgroup-membership.ts';
import { errorCode, type KernelReports } from '../kernel/kernel-reports.ts';
import { readValue } from '../kernel/kernel-value.ts';
import { type CgroupDirectories, locateCgroups } from '../kernel/locate-cgroup.ts';
import { type Mount, parseMountinfo } from '../kernel/mountinfo.ts';
import { readKernelFile } from '../kernel/read-kernel-file.ts';
import { CONTAINER_OFF } from './cgroup-reader.ts';

const fs = process.getBuiltinModule('node:fs');

const METRICS = 'container.*';

/** Finds the control group of this process. Looks again when a supervisor has moved the process to another. */
export class OwnCgroup {
  readonly #procPath: string;
  readonly #sysPath: string;
  readonly #reports: KernelReports;
  #membership: string | undefined;
  #directories: CgroupDirectories = {};

  constructor(procPath: string, sysPath: string, reports: KernelReports) {
    this.#procPath = procPath;
    this.#sysPath = sysPath;
    this.#reports = reports;
  }

  /** Its directories; none outside of containers and services. @param onMove - Called when they are new. */
  directories(onMove: () => void): CgroupDirectories {
    const source = { path: `${this.#procPath}/self/cgroup`, metrics: METRICS, off: CONTAINER_OFF };
    let text: string;
    try {
      text = readKernelFile(source.path);
    } catch (error) {
      // A kernel without control groups.
      if (errorCode(error) !== 'ENOENT') this.#reports.unreadable(source, error);
      return {};
    }
    if (text !== this.#membership) {
      const memberships = parseCgroupMembership(text);
      if (memberships === undefined) {
        this.#reports.garbled(source);
        return {};
      }
      const located = this.#locate(memberships);
      if (located === undefined) return {};
      this.#membership = text;
      this.#directories = located;
      onMove();
    }
    return this.#directories;
  }

  #locate(memberships: readonly CgroupMembership[]): CgroupDirectories | undefined {
    const source = {
      path: `${this.#procPath}/self/mountinfo`,
      metrics: METRICS,
      off: CONTAINER_OFF,
    };
    const mounts = readValue(source, parseMountinfo, this.#reports);
    return (
      mounts &&
      locateCgroups(
        memberships,
        mounts.map((mount) => this.#moved(mount)),
        fs.existsSync,
      )
    );
  }

  /** A mount below /sys, where /sys was said to be. */
  #moved(mount: Mount): Mount {
    const { mountpoint } = mount;
    return mountpoint.startsWith('/sys/')
      ? { ...mount, mountpoint: `${this.#sysPath}${mountpoint.slice('/sys'.length)}` }
      : mount;
  }
}
