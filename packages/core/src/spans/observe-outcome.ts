import { types } from '../node-builtins.ts';

/** Told what becomes of a result that may not be final yet. */
export interface OutcomeObserver {
  /** Runs one step of a generator. */
  step<Value>(work: () => Value): Value;
  /** Called once, with the error when it failed. */
  done(failure?: { error: unknown }): void;
}

/**
 * Calls `observer.done` when `result` is final: at once for plain values, when settled for thenables, when iterated to the
 * end for generators. Returns the result, or for the last two an equivalent of it.
 */
export function observeOutcome<Result>(result: Result, observer: OutcomeObserver): Result {
  if (types.isGeneratorObject(result)) return observeGenerator(result, observer) as Result;
  let then: unknown;
  try {
    then =
      (typeof result === 'object' || typeof result === 'function') && result !== null
        ? (result as { then?: unknown }).then
        : undefined;
  } catch {
    then = undefined;
  }
  if (typeof then === 'function') {
    return observeThenable(
      result as object,
      then as PromiseLike<unknown>['then'],
      observer,
    ) as Result;
  }
  observer.done();
  return result;
}

/**
 * `then` is called exactly once: query builders of several database libraries run the query whenever it is called. The
 * promise that it gives is what the caller gets; watching from aside would silence unhandled rejections.
 */
function observeThenable(
  thenable: object,
  then: PromiseLike<unknown>['then'],
  observer: OutcomeObserver,
): unknown {
  let derived: unknown;
  try {
    derived = then.call(
      thenable as PromiseLike<unknown>,
      (value) => {
        observer.done();
        return value;
      },
      (error: unknown) => {
        observer.done({ error });
        throw error;
      },
    );
  } catch (error) {
    observer.done({ error });
    throw error;
  }
  return types.isPromise(derived) ? withOwnProperties(derived, thenable) : derived;
}

/** Promises that carry more than their value (child processes, subscriptions) keep what they carry. */
function withOwnProperties(target: object, source: object): object {
  for (const key of Reflect.ownKeys(source)) {
    try {
      const descriptor = Object.getOwnPropertyDescriptor(source, key);
      if (descriptor && key !== 'then' && !(key in target)) {
        Object.defineProperty(target, key, descriptor);
      }
    } catch {
      // A property that cannot be copied is worth less than the result.
    }
  }
  return target;
}

type AnyGenerator = Generator & AsyncGenerator;

function observeGenerator(source: unknown, observer: OutcomeObserver): unknown {
  const generator = source as AnyGenerator;
  let isDone = false;
  const finish = (failure?: { error: unknown }): void => {
    if (isDone) return;
    isDone = true;
    observer.done(failure);
  };
  const advance = (method: 'next' | 'return' | 'throw') =>
    function (...args: [unknown?]): unknown {
      let step: unknown;
      try {
        step = observer.step(() =>
          (generator[method] as (...values: unknown[]) => unknown)(...args),
        );
      } catch (error) {
        finish({ error });
        throw error;
      }
      if (!types.isPromise(step)) {
        if ((step as IteratorResult<unknown>).done) finish();
        return step;
      }
      return step.then(
        (value) => {
          if ((value as IteratorResult<unknown>).done) finish();
          return value;
        },
        (error: unknown) => {
          finish({ error });
          throw error;
        },
      );
    };
  // Inherits from the generator, so that `instanceof`, iterator helpers and `for await` see what they expect.
  return Object.create(generator as object, {
    next: { value: advance('next'), configurable: true, writable: true },
    return: { value: advance('return'), configurable: true, writable: true },
    throw: { value: advance('throw'), configurable: true, writable: true },
  });
}
