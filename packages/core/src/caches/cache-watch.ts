import { type CacheSignals, emptyTally } from './cache-signals.ts';
import type { CacheOperation } from './catalog.ts';

/** A cache as the wrappers see it: something with methods. */
export type AnyCache = object & Record<string, (...args: unknown[]) => unknown>;

/** A replacement for a method of a cache. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * A replacement for a method: does `act` when called on the facade, and is the original on anything else (a subclass, a spy).
 * The original is looked up at every call, since it may be replaced later.
 */
export function replaceMethod(
  watch: CacheWatch,
  name: string,
  act: (original: Method, args: unknown[]) => unknown,
): Method {
  const { target } = watch;
  return function (...args) {
    const original = target[name] as Method;
    return this === watch.facade ? act(original, args) : Reflect.apply(original, this, args);
  };
}

/**
 * The observation of one cache: what its wrapped methods share. They must call it only where it cannot throw into the host:
 * nothing here throws.
 */
export class CacheWatch {
  readonly target: AnyCache;
  /** The target, or what it stands for when it is observed itself: here a question counts nowhere. */
  readonly bare: AnyCache;
  readonly signals: CacheSignals;
  /** What users hold. A wrapped method acts only when it is called on it. */
  facade: object;
  /** Where to count; a tally that nobody reads once stopped. */
  tally;
  readonly #isMiss: (value: unknown) => boolean;
  readonly #releases: (() => void)[] = [];
  readonly #isTimed: boolean;
  #isStopped = false;
  #reading = 0;
  #swallowed = 0;

  constructor(
    target: object,
    bare: object,
    signals: CacheSignals,
    isTimed: boolean,
    isMiss: (value: unknown) => boolean,
  ) {
    this.target = target as AnyCache;
    this.bare = bare as AnyCache;
    this.facade = target;
    this.signals = signals;
    this.tally = signals.tally;
    this.#isTimed = isTimed;
    this.#isMiss = isMiss;
  }

  isMiss(value: unknown): boolean {
    try {
      return this.#isMiss(value);
    } catch {
      this.signals.reportFailure(
        'has an isMiss() that threw',
        'Requests are counted as misses meanwhile.',
      );
      return true;
    }
  }

  start(): number | undefined {
    return this.#isTimed && !this.#isStopped ? this.signals.startOperation() : undefined;
  }

  startLoad(): number | undefined {
    return this.#isStopped ? undefined : this.signals.startLoad();
  }

  end(
    operation: CacheOperation,
    startedAt: number | undefined,
    failure?: { error: unknown },
  ): void {
    this.signals.recordOperation(operation, startedAt, failure);
  }

  beginReads(asked: number): void {
    this.#reading += asked;
  }

  /**
   * Counts the values that one call asked for. Of the misses, as many as the library has reported failures meanwhile are
   * errors: several libraries answer a failed read as if there were no value.
   */
  endReads(asked: number, hits: number, misses: number, errors = 0): void {
    const swallowed = Math.min(misses, this.#swallowed);
    this.#swallowed -= swallowed;
    this.#reading -= asked;
    if (this.#reading === 0) this.#swallowed = 0;
    this.tally.hit += hits;
    this.tally.miss += misses - swallowed;
    this.tally.error += errors + swallowed;
  }

  /** Takes note that the library swallowed the failure of `count` reads which are under way. */
  noteSwallowed(count: number): void {
    this.#swallowed = Math.min(this.#swallowed + count, this.#reading);
  }

  /** Has `release` called when the observation ends. */
  onStop(release: () => void): void {
    this.#releases.push(release);
  }

  /** Ends the observation: calls go through as before and count nowhere. */
  stop(): void {
    this.tally = emptyTally();
    this.#isStopped = true;
    for (const release of this.#releases.splice(0)) {
      try {
        release();
      } catch {
        // A library that does not let go of a listener keeps one that does nothing.
      }
    }
  }
}
