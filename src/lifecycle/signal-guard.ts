import { isLeftToUs } from './left-signals.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const installed = new Set<SignalGuard>();

interface SignalGuardOptions {
  /** Within the budget of a shutdown; never rejects. */
  flush(): Promise<unknown>;
  shutdown(): Promise<unknown>;
}

/**
 * Flushes on SIGTERM and SIGINT. A process without listeners of its own then dies of the signal, as it would have without us;
 * with listeners, when and how it ends is their business and we go on until then. Process 1 (in a container) does not die of
 * a signal that nobody handles: the kernel ignores it, so nothing ends here either.
 */
export class SignalGuard {
  readonly #options: SignalGuardOptions;
  readonly #underway = new Set<NodeJS.Signals>();

  constructor(options: SignalGuardOptions) {
    this.#options = options;
  }

  install(): void {
    // First of all: Node removes a `once` listener just before it calls it, so later we would not see that there was one.
    for (const signal of SIGNALS) process.prependListener(signal, this.#onSignal);
    installed.add(this);
  }

  remove(): void {
    for (const signal of SIGNALS) process.removeListener(signal, this.#onSignal);
    installed.delete(this);
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (process.pid === 1 || !isLeftToUs(signal, 1)) {
      void this.#options.flush();
    } else if (this.#underway.has(signal)) {
      // Asked twice (Ctrl-C, Ctrl-C): whoever asks does not want to wait.
      this.#die(signal);
    } else {
      this.#underway.add(signal);
      void this.#options.shutdown().finally(() => this.#die(signal));
    }
  };

  #die(signal: NodeJS.Signals): void {
    this.remove();
    process.kill(process.pid, signal);
  }
}

/** For whoever ends the process by a signal, now. */
export function removeSignalGuards(): void {
  for (const guard of installed) guard.remove();
}
