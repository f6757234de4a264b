import type { Catalog, Instruments } from '@fluxora/telemetry-core';
import type { KernelReports, KernelSource } from '../kernel/kernel-reports.ts';
import type { hostAttributes, hostSignals } from './host-signals.ts';

export type HostInstruments = Instruments<Catalog<typeof hostAttributes, typeof hostSignals>>;

/** What every part of the host's metrics needs. */
export interface HostContext {
  readonly instruments: HostInstruments;
  readonly procPath: string;
  readonly sysPath: string;
  /** Whether the kernel's files are there to be read: on Linux, or where paths were given. */
  readonly hasKernelFiles: boolean;
  readonly perCpu: boolean;
  readonly reports: KernelReports;
}

/** A file below /proc that one part of the host's metrics reads. */
export function procSource(
  { procPath }: HostContext,
  file: string,
  metrics: string,
  part: string,
): KernelSource {
  return { path: `${procPath}/${file}`, metrics, off: `{ host: { ${part}: false } }` };
}
