/** With one collection a minute: five minutes. */
const COLLECTIONS = 5;

/** What changes seldom, and is asked anew at each fifth collection only. */
export interface NowAndThen<T> {
  /** What was found last. Where nothing was found, it is looked for again each time. */
  current(): T | undefined;
  /** Has the next call of `current` ask anew. */
  doubt(): void;
}

/** @param ask - Called once per collection at most, if `current` is. */
export function nowAndThen<T>(ask: () => T | undefined): NowAndThen<T> {
  let known: T | undefined;
  let remaining = 0;
  return {
    current() {
      if (known === undefined || remaining === 0) {
        known = ask();
        remaining = COLLECTIONS;
      }
      remaining -= 1;
      return known;
    },
    doubt() {
      remaining = 0;
    },
  };
}
