import {
  createInstruments,
  notices as processNotices,
  TelemetryError,
} from '@fluxora/telemetry-core';
import { infrastructureCatalog } from './catalog.ts';
import { observeContainer } from './container/observe-container.ts';
import { observeHost } from './host/observe-host.ts';
import { KernelReports } from './kernel/kernel-reports.ts';
import type { InfrastructureOptions } from './options.ts';
import { infrastructureOptionProblems } from './options-problems.ts';
import { observeProcess } from './process/observe-process.ts';
import { observeRuntime } from './runtime/observe-runtime.ts';
import { claimProvider } from './start-once.ts';

/** Running metrics of the infrastructure. */
export interface InfrastructureMetrics {
  /** Takes everything back: callbacks, the timer of the event-loop delay, the observer of garbage collection. May be called twice. */
  stop(): void;
}

/**
 * Reports the host, the container, the process and the Node.js runtime as metrics. `instrument()` of `@fluxora/telemetry` calls
 * it.
 *
 * Everything is read when metrics are collected, in 2 to 3 ms of the main thread and without child processes. Between
 * collections two things are measured, once there is an SDK: the delay of the event loop (a timer, by default each 20 ms)
 * and garbage collections; both can be switched off. Nothing keeps the process alive. Without an SDK nothing is read.
 *
 * What cannot be read is absent, not zero; it is counted and said once. Throws `TelemetryError('options.invalid')` for wrong
 * options; afterwards nothing of it throws. A second call for the same meter provider changes nothing, says so once, and
 * returns a handle that does nothing.
 *
 * In a worker thread only the runtime is on by default, which is per thread; all else is per process or machine and the main
 * thread's business.
 *
 * @example
 * const metrics = startInfrastructureMetrics({ host: { perCpu: true }, runtime: { activeResources: false } });
 */
export function startInfrastructureMetrics(
  options: InfrastructureOptions = {},
): InfrastructureMetrics {
  const problems = infrastructureOptionProblems(options);
  if (problems.length > 0) {
    throw new TelemetryError(
      'options.invalid',
      problems.map((problem) => `telemetry/infrastructure: ${problem}`),
    );
  }
  const providers = options.providers ?? {};
  const release = claimProvider(providers.meterProvider);
  if (release === undefined) {
    (providers.notices ?? processNotices).once(
      'infrastructure started twice',
      'telemetry/infrastructure: startInfrastructureMetrics() was called again; the first call stays in force. ' +
        'Call it once, or call stop() of the first before.',
    );
    return { stop() {} };
  }
  const undo = [...startParts(options), release];
  return {
    stop() {
      for (const action of undo.splice(0)) action();
    },
  };
}

function startParts(options: InfrastructureOptions): (() => void)[] {
  const { procPath, sysPath } = options;
  const providers = options.providers ?? {};
  const places = {
    providers,
    ...(procPath === undefined ? {} : { procPath }),
    ...(sysPath === undefined ? {} : { sysPath }),
  };
  const isOfProcess = !isWorkerThread();
  const { host = isOfProcess, container = isOfProcess, process: own = isOfProcess } = options;
  const { runtime = true } = options;
  const instruments = createInstruments(infrastructureCatalog, providers);
  const reports = new KernelReports(providers);
  const start = (name: string, option: unknown, observe: () => () => void): (() => void)[] => {
    if (option === false) return [];
    try {
      return [observe()];
    } catch (error) {
      reports.lost(
        `start ${name}`,
        `the metrics of the ${name} could not be started (${String(error)}). Switch them off with infrastructure: { ${name}: false }.`,
      );
      return [];
    }
  };
  return [
    // First, so that it does not see the requests of the others among the active resources.
    ...start('runtime', runtime, () => observeRuntime(instruments, switches(runtime))),
    ...start('host', host, () => observeHost(instruments, { ...switches(host), ...places })),
    ...start('container', container, () => observeContainer(instruments, places)),
    ...start('process', own, () => observeProcess(instruments, places)),
  ];
}

function switches<O extends object>(option: boolean | O): O | object {
  return typeof option === 'object' ? option : {};
}

/** Without `node:worker_threads`, whose loading would cost a main thread some milliseconds. */
function isWorkerThread(): boolean {
  // Node.js marks what a worker thread may not do.
  return (process.chdir as { disabled?: boolean }).disabled === true;
}
