import { isObject } from './duck.ts';
import type { PoolRecorder } from './pool-kind.ts';

type Method = (this: unknown, ...values: unknown[]) => unknown;

export interface RequestTiming {
  readonly recorder: PoolRecorder;
  readonly isTimeout: (error: unknown) => boolean;
  /** Where the callback stands among the arguments, if the method takes one. */
  readonly callbackAt?: number;
  /** Asked before and after the call: a rise says that this request opens a connection of its own. */
  readonly total?: (pool: unknown) => number;
  /** Told the connection that the request got. */
  readonly lent?: (connection: unknown) => void;
}

/** Callbacks that are being timed: pools that put a request back into their queue call their own method with them again. */
const timed = new WeakSet<object>();

/**
 * A pool's method that asks for a connection, timed from the call to the connection. It calls back, resolves and fails as
 * before; a promise is one of the same class that settles one turn later.
 */
export function timeRequest(original: Method, timing: RequestTiming): Method {
  const { callbackAt, total } = timing;
  return function (...values) {
    const callback = callbackAt === undefined ? undefined : values[callbackAt];
    if (typeof callback === 'function' && timed.has(callback)) return original.apply(this, values);
    const request = new Request(timing);
    if (callbackAt !== undefined && typeof callback === 'function') {
      values[callbackAt] = timedCallback(callback as Method, request);
    }
    const before = total?.(this) ?? 0;
    const result = original.apply(this, values);
    request.opensConnection = (total?.(this) ?? 0) > before;
    return typeof callback === 'function' ? result : timedPromise(result, request);
  };
}

function timedCallback(callback: Method, request: Request): Method {
  const replacement: Method = function (...values) {
    const [error, connection] = values;
    if (error) request.fail(error);
    else request.succeed(connection);
    return callback.apply(this, values);
  };
  timed.add(replacement);
  return replacement;
}

/** The derived promise is what the caller gets: watching from aside would silence unhandled rejections. */
function timedPromise(result: unknown, request: Request): unknown {
  if (!isObject(result) || typeof (result as Promise<unknown>).then !== 'function') return result;
  return (result as Promise<unknown>).then(
    (connection) => {
      request.succeed(connection);
      return connection;
    },
    (error: unknown) => {
      request.fail(error);
      throw error;
    },
  );
}

class Request {
  opensConnection = false;
  readonly #start = performance.now();
  readonly #timing: RequestTiming;

  constructor(timing: RequestTiming) {
    this.#timing = timing;
  }

  succeed(connection: unknown): void {
    const { recorder, lent } = this.#timing;
    const seconds = (performance.now() - this.#start) / 1_000;
    recorder.waited(seconds);
    if (this.opensConnection) recorder.created(seconds);
    lent?.(connection);
  }

  fail(error: unknown): void {
    try {
      if (this.#timing.isTimeout(error)) this.#timing.recorder.timedOut();
    } catch {
      // An error that cannot even be read is no time-out that we know.
    }
  }
}
