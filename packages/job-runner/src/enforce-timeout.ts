import type { AttemptInfo } from './adapter.ts';

interface Enforced {
  readonly info: AttemptInfo;
  /** Bounds what a handler returned. */
  readonly limit: (result: unknown) => unknown;
}

/**
 * Gives the attempt a signal that aborts after `timeoutMs`, and its promise an end at the same moment. Without a time it changes
 * nothing: most runners enforce theirs.
 */
export function enforceTimeout(info: AttemptInfo, timeoutMs: number | undefined): Enforced {
  if (timeoutMs === undefined) return { info, limit: (result) => result };
  const controller = new AbortController();
  const signal = info.signal ? anySignal(info.signal, controller.signal) : controller.signal;
  return {
    info: { ...info, signal, timeoutMs },
    limit(result) {
      if (typeof (result as { then?: unknown } | undefined)?.then !== 'function') return result;
      return new Promise((resolve, reject) => {
        // Not unref'ed: the promise that it settles is the host's job, and the process must not end before it.
        const timer = setTimeout(() => {
          const error = new DOMException(
            `The job took longer than its ${timeoutMs} ms.`,
            'TimeoutError',
          );
          controller.abort(error);
          reject(error);
        }, timeoutMs);
        Promise.resolve(result)
          .finally(() => clearTimeout(timer))
          .then(resolve, reject);
      });
    },
  };
}

/** Aborted with the first of the two. Where one is no real signal (a polyfill, another realm), it is the other. */
export function anySignal(a: AbortSignal, b: AbortSignal): AbortSignal {
  try {
    return AbortSignal.any([a, b]);
  } catch {
    return b;
  }
}
