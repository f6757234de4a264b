/**
 * The outcome of `work`, unless the signal is aborted first or `waitMs` are over. The work itself goes on: what it comes to then is
 * nobody's, and nobody hears of its failure.
 *
 * @param late - Told the value of work that came too late, to give it back.
 * @param tooLong - The error for `waitMs` being over.
 */
export function boundedWait<Value>(
  work: PromiseLike<Value>,
  signal: AbortSignal | undefined,
  options: {
    readonly late?: (value: Value) => void;
    readonly waitMs?: number;
    readonly tooLong?: () => Error;
  } = {},
): Promise<Value> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = (): boolean => {
      if (isOver) return false;
      isOver = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      return true;
    };
    const fail = (error: unknown): void => {
      if (end()) reject(error);
    };
    const abort = (): void => fail(signal?.reason);
    const { waitMs, tooLong, late } = options;
    const timer =
      waitMs === undefined ? undefined : setTimeout(() => fail(tooLong?.()), waitMs).unref();
    work.then((value) => (end() ? resolve(value) : late?.(value)), fail);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
