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
  // In a worker thread these listeners are never called: Node delivers signals to the main thread.
  const signalGuard = new SignalGuard(options);
  const onCrash = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void =>
    recordCrash(error, origin);
  process.on('uncaughtExceptionMonitor', onCrash);
  exitGuard.install();
  signalGuard.install();
  return () => {
    process.removeListener('uncaughtExceptionMonitor', onCrash);
    exitGuard.remove();
    signalGuard.remove();
  };
}
