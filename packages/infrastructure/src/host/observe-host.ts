import type { Providers } from '@fluxora/telemetry-core';
import { KernelReports } from '../kernel/kernel-reports.ts';
import type { HostContext, HostInstruments } from './host-context.ts';
import type { HostOptions } from './host-options.ts';
import { observeCpu } from './observe-cpu.ts';
import { observeDisk } from './observe-disk.ts';
import { observeFilesystem } from './observe-filesystem.ts';
import { observeLoad } from './observe-load.ts';
import { observeMemory } from './observe-memory.ts';
import { observeNetwork } from './observe-network.ts';
import { observePaging } from './observe-paging.ts';
import { observeUptime } from './observe-uptime.ts';

export interface ObserveHostOptions extends HostOptions {
  /** Where the kernel's files about processes are. @defaultValue `/proc` */
  readonly procPath?: string;
  /** Where the kernel's files about devices are. @defaultValue `/sys` */
  readonly sysPath?: string;
  readonly providers?: Providers;
}

/**
 * Reports the machine: CPU, load, memory, paging, disks, filesystems, network.
 *
 * Nothing is read now and nothing between collections. At each collection every file is read at most once, without a child
 * process, the table of mounts at each fifth only; filesystems that may hang are asked without blocking, for half a second at most. A file that cannot be read costs its own
 * metrics only; it is counted (`callback_failed`) and said once. On macOS and Windows there is what Node.js knows: CPU,
 * load (macOS), memory, uptime and the space of the filesystem in use; the rest is absent.
 *
 * In a container these are still the machine's figures, but for network and filesystems: see `observeContainer`.
 *
 * @returns A function that stops it. It may be called twice.
 */
export function observeHost(
  instruments: HostInstruments,
  options: ObserveHostOptions = {},
): () => void {
  const { procPath = '/proc', sysPath = '/sys', perCpu = false, filesystem = true } = options;
  const context: HostContext = {
    instruments,
    procPath,
    sysPath,
    hasKernelFiles: process.platform === 'linux' || procPath !== '/proc',
    perCpu,
    reports: new KernelReports(options.providers),
  };
  const remote = typeof filesystem === 'object' && filesystem.remote === true;
  const stops = [
    observeUptime(context),
    options.cpu === false ? [] : observeCpu(context),
    options.load === false ? [] : observeLoad(context),
    options.memory === false ? [] : observeMemory(context),
    options.paging === false ? [] : observePaging(context),
    options.disk === false ? [] : observeDisk(context),
    filesystem === false ? [] : observeFilesystem(context, remote),
    options.network === false ? [] : observeNetwork(context),
  ].flat();
  return () => {
    for (const stop of stops) stop();
  };
}
