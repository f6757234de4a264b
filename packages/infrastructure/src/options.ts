import type { Providers } from '@fluxora/telemetry-core';
import type { HostOptions } from './host/host-options.ts';
import type { RuntimeOptions } from './runtime/runtime-options.ts';

/** Options of {@link startInfrastructureMetrics}. */
export interface InfrastructureOptions {
  /** `system.*`: the machine. @defaultValue true, but false in a worker thread */
  readonly host?: boolean | HostOptions;
  /** `container.*`: the control group of this process; nothing outside of one. @defaultValue true, but false in a worker thread */
  readonly container?: boolean;
  /** `process.*`: this process, all its threads together. @defaultValue true, but false in a worker thread */
  readonly process?: boolean;
  /** `nodejs.*` and `v8js.*`: event loop, garbage collection and heap of this thread. @defaultValue true */
  readonly runtime?: boolean | RuntimeOptions;
  /** Where signals go. @defaultValue the provider registered with the OpenTelemetry API */
  readonly providers?: Providers;
  /** Where the kernel's files about processes are: for tests, and for sidecars that see another mount. @defaultValue `/proc` */
  readonly procPath?: string;
  /** Where the kernel's files about devices and control groups are. @defaultValue `/sys` */
  readonly sysPath?: string;
}
