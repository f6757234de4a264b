import { type KeyOf, keyOfCalls, NO_KEY } from './cache-key.ts';
import { type CacheSignals, emptyTally } from './cache-signals.ts';
import { type Entry, ExpiringStore } from './expiring-store.ts';
import { isReadOnce } from './is-read-once.ts';
import { observePromise } from './observe-promise.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type AnyFunction = (this: any, ...args: any) => unknown;

export interface MemoOptions {
  readonly ttlMs?: number;
  readonly staleMs?: number;
  readonly errorTtlMs?: number;
  readonly max?: number;
  readonly key?: AnyFunction;
}

/** One call of the function that is to be remembered. */
interface Call {
  readonly key: unknown;
  readonly self: unknown;
  readonly args: readonly unknown[];
}

/** The results of one function. Behind `cached()`, which documents the behaviour. */
export class Memo {
  readonly #fn: AnyFunction;
  readonly #signals: CacheSignals;
  readonly #keyOf: KeyOf;
  readonly #ttlMs: number;
  readonly #staleMs: number;
  readonly #errorTtlMs: number;
  readonly #store: ExpiringStore;
  /** Loads that are under way. One that is not here any more when it ends is not kept. */
  readonly #flights = new Map<unknown, Promise<unknown>>();
  readonly #stopSize: () => void;
  #tally;
  #isStopped = false;

  constructor(fn: AnyFunction, signals: CacheSignals, options: MemoOptions) {
    const { ttlMs = 60_000, staleMs = 0, errorTtlMs = 0, max = 1_000, key } = options;
    this.#fn = fn;
    this.#signals = signals;
    this.#keyOf = keyOfCalls(fn, key, signals);
    this.#ttlMs = ttlMs;
    this.#staleMs = staleMs;
    this.#errorTtlMs = errorTtlMs;
    this.#store = new ExpiringStore(max);
    this.#tally = signals.tally;
    signals.knowsEvictions = true;
    this.#stopSize = signals.reportSize(this.#store, (store) => ({
      entries: (store as ExpiringStore).size,
      maxEntries: (store as ExpiringStore).max,
    }));
  }

  call(self: unknown, args: readonly unknown[]): unknown {
    const key = this.#keyOf(self, args);
    if (key === NO_KEY) return this.#pass(self, args);
    const now = performance.now();
    const entry = this.#store.get(key, now, this.#tally);
    if (entry !== undefined) {
      if (now < entry.freshUntil) {
        this.#tally.hit += 1;
      } else {
        this.#tally.stale += 1;
        if (now >= entry.refreshFrom) this.#refresh(entry, { key, self, args });
      }
      return serve(entry);
    }
    const flight = this.#flights.get(key);
    if (flight === undefined) return this.#load({ key, self, args });
    this.#tally.coalesced += 1;
    return flight.then((value) =>
      isReadOnce(value) ? (Reflect.apply(this.#fn, self, args) as unknown) : value,
    );
  }

  delete(args: readonly unknown[]): boolean {
    const key = this.#keyOf(undefined, args);
    const wasLoading = this.#flights.delete(key);
    return this.#store.delete(key) || wasLoading;
  }

  clear(): void {
    this.#flights.clear();
    this.#store.clear();
  }

  stop(): void {
    this.#isStopped = true;
    this.#tally = emptyTally();
    this.#stopSize();
  }

  /** Calls the function, and keeps nothing. */
  #pass(self: unknown, args: readonly unknown[]): unknown {
    const startedAt = this.#startLoad();
    let result: unknown;
    try {
      result = Reflect.apply(this.#fn, self, args);
    } catch (error) {
      this.#countFailure(startedAt, error);
      throw error;
    }
    return observePromise(
      result,
      {
        settled: () => this.#countLoad(startedAt),
        failed: (error) => this.#countFailure(startedAt, error),
      },
      'derive',
    );
  }

  #load(call: Call): unknown {
    const startedAt = this.#startLoad();
    let result: unknown;
    try {
      result = Reflect.apply(this.#fn, call.self, call.args);
    } catch (error) {
      this.#countFailure(startedAt, error);
      this.#keep(call.key, 'thrown', error);
      throw error;
    }
    if (!isThenable(result)) {
      this.#countLoad(startedAt);
      this.#keep(call.key, 'value', result);
      return result;
    }
    const flight = this.#follow(call.key, result, {
      settled: () => this.#countLoad(startedAt),
      failed: (error, isKept) => {
        this.#countFailure(startedAt, error);
        if (isKept) this.#keep(call.key, 'rejected', error);
      },
    });
    // A promise of its own for each caller: each may leave its rejection unhandled, and each is told.
    return flight.then((value) => value);
  }

  /** Loads a new result in place of a stale one. Nobody waits for it, so nobody hears of its error: it is measured. */
  #refresh(entry: Entry, call: Call): void {
    entry.refreshFrom = Infinity;
    if (entry.kind === 'promise' || entry.kind === 'rejected') this.#refreshNow(entry, call);
    else setImmediate(() => this.#refreshNow(entry, call)).unref();
  }

  #refreshNow(entry: Entry, { key, self, args }: Call): void {
    // Forgotten in between, or there is a newer one.
    if (!this.#store.holds(key, entry)) return;
    const startedAt = this.#startLoad();
    const failed = (error: unknown): void => {
      this.#signals.recordLoad(startedAt, { error });
      entry.refreshFrom = performance.now() + this.#errorTtlMs;
    };
    try {
      const result: unknown = Reflect.apply(this.#fn, self, args);
      const settled = () => this.#signals.recordLoad(startedAt);
      if (isThenable(result)) {
        void this.#follow(key, result, { settled, failed });
      } else {
        settled();
        this.#keep(key, 'value', result);
      }
    } catch (error) {
      failed(error);
    }
  }

  /** Lets others wait for a promise until it is settled, and keeps it when it is fulfilled. */
  #follow(
    key: unknown,
    result: PromiseLike<unknown>,
    observer: { settled(): void; failed(error: unknown, isKept: boolean): void },
  ): Promise<unknown> {
    const isKept = (): boolean => this.#flights.get(key) === flight && this.#flights.delete(key);
    const flight = Promise.resolve(result).then(
      (value) => {
        observer.settled();
        if (isKept()) this.#keep(key, 'promise', flight, value);
        return value;
      },
      (error: unknown) => {
        observer.failed(error, isKept());
        throw error;
      },
    );
    flight.catch(() => undefined);
    this.#flights.set(key, flight);
    return flight;
  }

  #keep(key: unknown, kind: Entry['kind'], value: unknown, result: unknown = value): void {
    const isError = kind === 'thrown' || kind === 'rejected';
    if (isError && this.#errorTtlMs === 0) return;
    if (!isError && isReadOnce(result)) {
      this.#signals.say(
        'gave a result that can be read only once (an iterator, a stream, a response with a body)',
        'It was passed on and not kept. Cache what is read from it.',
      );
      return;
    }
    const freshUntil = performance.now() + (isError ? this.#errorTtlMs : this.#ttlMs);
    const staleUntil = freshUntil + (isError ? 0 : this.#staleMs);
    this.#store.set(
      key,
      { kind, value, freshUntil, staleUntil, refreshFrom: 0, isUsed: false },
      this.#tally,
    );
  }

  #startLoad(): number | undefined {
    return this.#isStopped ? undefined : this.#signals.startLoad();
  }

  #countLoad(startedAt: number | undefined): void {
    this.#tally.miss += 1;
    this.#signals.recordLoad(startedAt);
  }

  #countFailure(startedAt: number | undefined, error: unknown): void {
    this.#tally.error += 1;
    this.#signals.recordLoad(startedAt, { error });
  }
}

function serve({ kind, value }: Entry): unknown {
  if (kind === 'thrown') throw value;
  return kind === 'rejected' ? Promise.reject(value) : value;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
  } catch {
    return false;
  }
}
