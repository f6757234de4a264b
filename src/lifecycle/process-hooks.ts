import { recordCrash } from './crash-record.ts';
import { ExitGuard, type ExitGuardOptions } from './exit-guard.ts';
import { SignalGuard } from './signal-guard.ts';

/**
 * Everything that ties telemetry to the life of the process: signals, the end of the event loop, `process.exit()`, uncaught
 * exceptions. The process behaves as without it, apart from the time that flushing takes.
 *
 * @returns Removes every hook.
 */
export function installProcessHooks(
  options: ExitGuardOptions & { shutdown(): Promise<unknown> },
): () => void {
  const exitGuard = new ExitGuard(options);
  // Node delivers signals to the main thread only.
  const { isMainThread } = process.getBuiltinModule('node:worker_threads');
  const signalGuard = isMainThread ? new SignalGuard(options) : undefined;
  const onCrash = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void =>
    recordCrash(error, origin);
  process.on('uncaughtExceptionMonitor', onCrash);
  exitGuard.install();
  signalGuard?.install();
  return () => {
    process.removeListener('uncaughtExceptionMonitor', onCrash);
    exitGuard.remove();
    signalGuard?.remove();
  };
}
