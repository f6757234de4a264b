interface ProcessHooks {
  readonly flush: (options: { timeoutMs: number }) => Promise<unknown>;
  readonly timeoutMs: number;
}

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Flushes on SIGTERM, SIGINT and when the event loop runs dry. @returns Removes every hook. */
export function installProcessHooks({ flush, timeoutMs }: ProcessHooks): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    const isOurs = process.listenerCount(signal) === 1;
    void flush({ timeoutMs }).finally(() => {
      // Alone, we would keep a signal from ending the process. With other listeners the ending is theirs.
      if (!isOurs) return;
      process.removeListener(signal, onSignal);
      process.kill(process.pid, signal);
    });
  };
  const onBeforeExit = (): void => {
    void flush({ timeoutMs });
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.once('beforeExit', onBeforeExit);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
    process.removeListener('beforeExit', onBeforeExit);
  };
}
