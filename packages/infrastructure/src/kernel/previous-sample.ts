/** Two samples that are closer say little: CPU time comes in ticks of 10 ms. Milliseconds. */
const MIN_INTERVAL_MS = 1_000;

interface Sample<T> {
  readonly value: T;
  readonly atMs: number;
}

export interface Interval<T> {
  /** The sample at its start. */
  readonly since: T;
  readonly seconds: number;
}

/**
 * Keeps what was measured before, for metrics that need two samples.
 *
 * An observable callback is not told which reader asks. So the interval reaches back to the last collection *of any reader* that
 * is at least a second ago: with one reader its own last one, with several a shorter interval, never a meaninglessly short one.
 */
export class PreviousSample<T> {
  #latest: Sample<T> | undefined;
  #earlier: Sample<T> | undefined;
  readonly #nowMs: () => number;

  /** @param nowMs - A stopwatch. Milliseconds; never goes back. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  /** The interval that ends with `value`, or undefined when there is no sample to begin it. Keeps `value` for the next one. */
  intervalTo(value: T): Interval<T> | undefined {
    const atMs = this.#nowMs();
    if (this.#latest === undefined || atMs - this.#latest.atMs >= MIN_INTERVAL_MS) {
      this.#earlier = this.#latest;
      this.#latest = { value, atMs };
    }
    const start = this.#earlier;
    return start && { since: start.value, seconds: (atMs - start.atMs) / 1000 };
  }
}
