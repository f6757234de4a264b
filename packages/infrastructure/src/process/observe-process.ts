import type { Catalog, Instruments, Providers } from '@fluxora/telemetry-core';
import { KernelReports } from '../kernel/kernel-reports.ts';
import { oncePerCollection } from '../kernel/once-per-collection.ts';
import { observeProcSelf } from './observe-proc-self.ts';
import { processMemory } from './process-memory.ts';
import { processCpuUtilization } from './process-cpu-utilization.ts';
import type { processAttributes, processSignals } from './process-signals.ts';

export type ProcessInstruments = Instruments<
  Catalog<typeof processAttributes, typeof processSignals>
>;

export interface ObserveProcessOptions {
  /** Where the kernel's files about processes are. @defaultValue `/proc` */
  readonly procPath?: string;
  readonly providers?: Providers;
}

/**
 * Reports this process, all its threads together: CPU, memory, descriptors, threads, context switches, page faults, disk I/O.
 *
 * Nothing is read now and nothing between collections. CPU, memory, faults and uptime come from Node.js on every platform; the
 * rest comes from /proc/self and is absent elsewhere. Windows counts neither context switches nor minor faults, so that
 * these are absent there.
 *
 * @returns A function that stops it. It may be called twice.
 */
export function observeProcess(
  instruments: ProcessInstruments,
  { procPath = '/proc', providers }: ObserveProcessOptions = {},
): () => void {
  const hasKernelFiles = process.platform === 'linux' || procPath !== '/proc';
  const stops = [
    ...observeUsage(instruments),
    ...(hasKernelFiles
      ? observeProcSelf(instruments, `${procPath}/self`, new KernelReports(providers))
      : []),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What Node.js knows itself. */
function observeUsage(instruments: ProcessInstruments): (() => void)[] {
  const hasUnixCounts = process.platform !== 'win32';
  const usage = oncePerCollection(() => process.resourceUsage());
  const toUtilization = processCpuUtilization();
  return [
    instruments.processUptime.observe((observe) => observe(process.uptime())),
    instruments.processCpuTime.observe((observe) => {
      const { userCPUTime, systemCPUTime } = usage();
      observe(userCPUTime / 1e6, { 'cpu.mode': 'user' });
      observe(systemCPUTime / 1e6, { 'cpu.mode': 'system' });
    }),
    instruments.processCpuUtilization.observe((observe) => {
      const { userCPUTime: user, systemCPUTime: system } = usage();
      const share = toUtilization({ user, system });
      if (share === undefined) return;
      observe(share.user, { 'cpu.mode': 'user' });
      observe(share.system, { 'cpu.mode': 'system' });
    }),
    instruments.processMemoryUsage.observe((observe) => observe(processMemory().rss)),
    instruments.processPagingFaults.observe((observe) => {
      const { majorPageFault, minorPageFault } = usage();
      observe(majorPageFault, { 'system.paging.fault.type': 'major' });
      if (hasUnixCounts) observe(minorPageFault, { 'system.paging.fault.type': 'minor' });
    }),
    ...(hasUnixCounts
      ? [
          instruments.processContextSwitches.observe((observe) => {
            const { voluntaryContextSwitches, involuntaryContextSwitches } = usage();
            observe(voluntaryContextSwitches, { 'process.context_switch.type': 'voluntary' });
            observe(involuntaryContextSwitches, { 'process.context_switch.type': 'involuntary' });
          }),
        ]
      : []),
  ];
}
