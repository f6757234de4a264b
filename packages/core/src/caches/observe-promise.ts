export interface PromiseObserver {
  settled(value: unknown): void;
  failed(error: unknown): void;
}

/**
 * Tells `observer` what becomes of a result: at once when it is a plain value, when settled if it is a thenable.
 *
 * `derive` returns the promise that `then` gives, so that a rejection which nobody handles still is an unhandled one; its value
 * and error are the same. `aside` returns the result itself, for those whose rejection is handled already.
 */
export function observePromise(
  result: unknown,
  observer: PromiseObserver,
  how: 'derive' | 'aside',
): unknown {
  let then: unknown;
  try {
    then = (result as { then?: unknown } | null | undefined)?.then;
  } catch {
    then = undefined;
  }
  if (typeof then !== 'function') {
    observer.settled(result);
    return result;
  }
  let derived: unknown;
  try {
    derived = (then as PromiseLike<unknown>['then']).call(
      result as PromiseLike<unknown>,
      (value) => {
        observer.settled(value);
        return value;
      },
      (error: unknown) => {
        observer.failed(error);
        if (how === 'derive') throw error;
        return undefined;
      },
    );
  } catch (error) {
    // Whoever waits for it meets the same error.
    observer.failed(error);
    return result;
  }
  return how === 'derive' && derived !== undefined ? derived : result;
}
