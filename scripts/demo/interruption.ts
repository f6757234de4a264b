/** Exit code of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/**
 * Runs `work` so that Ctrl-C, SIGTERM and a closed terminal tell it to wind up instead of ending the process at once. A second
 * signal ends it at once; the service ends with it either way.
 */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
  }
}
