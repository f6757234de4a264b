import type { Providers } from '@fluxora/telemetry-core';
import { BlockDevices } from '../kernel/block-devices.ts';
import { KernelReports } from '../kernel/kernel-reports.ts';
import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { CgroupReader } from './cgroup-reader.ts';
import type { ContainerInstruments } from './container-instruments.ts';
import { createContainerUptime } from './container-uptime.ts';
import { observeCgroupCpu } from './observe-cgroup-cpu.ts';
import { observeCgroupDisk } from './observe-cgroup-disk.ts';
import { observeCgroupMemory } from './observe-cgroup-memory.ts';
import { OwnCgroup } from './own-cgroup.ts';
import { readCgroupCpu, readCgroupDiskIo, readCgroupMemory } from './read-cgroup.ts';

export interface ObserveContainerOptions {
  /** Where the kernel's files about processes are. @defaultValue `/proc` */
  readonly procPath?: string;
  /** Where the kernel's files about devices and control groups are. @defaultValue `/sys` */
  readonly sysPath?: string;
  readonly providers?: Providers;
}

/**
 * Reports the control group of this process, of version 1 or 2: a container, or a systemd service on a bare machine. Its
 * use of CPU, memory and disks counts all its processes; its limits are the tightest of its own and its visible parents'.
 *
 * Nothing in the root control group (its figures are the machine's: see `observeHost`), nothing where the group cannot be
 * seen, nothing outside of Linux. What a kernel or a controller that is off does not tell is absent. There is no
 * `container.network.io`: the kernel counts traffic by network namespace, so `system.network.io` is already the
 * container's, or the machine's where the container uses the machine's network.
 *
 * Nothing is read now and nothing between collections. A file that cannot be read costs its own metrics only; it is counted
 * (`callback_failed`) and said once.
 *
 * @returns A function that stops it. It may be called twice.
 */
export function observeContainer(
  instruments: ContainerInstruments,
  options: ObserveContainerOptions = {},
): () => void {
  const { procPath = '/proc', sysPath = '/sys', providers } = options;
  if (process.platform !== 'linux' && procPath === '/proc') return () => {};
  const reports = new KernelReports(providers);
  const files = new CgroupReader(reports);
  const own = new OwnCgroup(procPath, sysPath, reports);
  const directories = oncePerCollection(() => own.directories(() => files.forget()));

  const uptime = createContainerUptime(procPath);
  const cpu = oncePerCollection(() => readCgroupCpu(directories(), files));
  const memory = oncePerCollection(() => readCgroupMemory(directories(), files));
  const diskIo = () => readCgroupDiskIo(directories(), files);

  const stops = [
    ...observeCgroupCpu(instruments, cpu),
    ...observeCgroupMemory(instruments, memory),
    ...observeCgroupDisk(instruments, new BlockDevices(sysPath), diskIo),
    instruments.containerUptime.observe((observe) => {
      const seconds = uptime();
      if (seconds !== undefined) observe(seconds);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
