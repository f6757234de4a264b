import { isLeftToUs } from '../lifecycle/left-signals.ts';
import { removeSignalGuards } from '../lifecycle/signal-guard.ts';

/**
 * Ends the process by the signal, as if nobody had listened. Where that is not possible (the kernel ignores it for process 1;
 * somebody else listens, who had his time) it exits with 128 + the signal's number, as shells say it. Our own listeners must be
 * gone before.
 */
export function endBySignal(signal: NodeJS.Signals): void {
  removeSignalGuards();
  if (process.pid !== 1 && isLeftToUs(signal, 0)) {
    process.kill(process.pid, signal);
    return;
  }
  const { constants } = process.getBuiltinModule('node:os');
  process.exit(128 + constants.signals[signal]);
}
