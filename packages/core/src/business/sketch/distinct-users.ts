import { addHash, mergeInto, type RegisterCount, type Registers } from './hyper-log-log.ts';

export interface DistinctUsersSettings {
  readonly registers: RegisterCount;
  /** How many sketches there are. */
  readonly groups: number;
  readonly intervalMs: number;
  /** Whether every register is reported from the start: something else reported to the same series before. */
  readonly reportsAll?: boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

interface Sketch {
  current: Registers;
  previous: Registers;
  /** 1 for registers that were ever reported. */
  readonly reported: Uint8Array;
}

/**
 * Sketches of the users seen lately, by group. What was added is reported for at least one interval and at most two and a
 * collection, so that an export that fails, or a second reader, loses nobody as long as it comes back within the interval.
 *
 * A register that was reported once is reported for ever, as 0 when it is empty: the SDK repeats the last value of a series
 * that is observed no more. The first register is always reported, which tells "nobody came" from "nothing is known".
 */
export class DistinctUsers {
  readonly #settings: DistinctUsersSettings;
  readonly #now: () => number;
  readonly #sketches: (Sketch | undefined)[];
  #intervalStart: number;

  constructor(settings: DistinctUsersSettings) {
    this.#settings = settings;
    this.#now = settings.now ?? (() => performance.now());
    this.#sketches = Array.from({ length: settings.groups });
    this.#intervalStart = this.#now();
  }

  /** Adds the user with this hash. @param group - 0 to `groups` - 1. */
  add(group: number, high: number, low: number): void {
    addHash((this.#sketches[group] ??= this.#createSketch()).current, high, low);
  }

  /** Reports what is to be exported. Begins a new interval when the present one is over. Returns whether anybody was seen. */
  collect(report: (group: number, register: number, rank: number) => void): boolean {
    let isAnybody = false;
    for (let group = 0; group < this.#settings.groups; group += 1) {
      const sketch = this.#sketches[group];
      if (sketch !== undefined || this.#settings.reportsAll) {
        const isSeen = collectSketch((this.#sketches[group] ??= this.#createSketch()), (...at) =>
          report(group, ...at),
        );
        isAnybody ||= isSeen;
      } else {
        report(group, 0, 0);
      }
    }
    const now = this.#now();
    if (now - this.#intervalStart >= this.#settings.intervalMs) {
      this.#intervalStart = now;
      for (const sketch of this.#sketches) if (sketch) rotate(sketch);
    }
    return isAnybody;
  }

  #createSketch(): Sketch {
    const { registers, reportsAll = false } = this.#settings;
    return {
      current: new Uint8Array(registers),
      previous: new Uint8Array(registers),
      reported: new Uint8Array(registers).fill(reportsAll ? 1 : 0).fill(1, 0, 1),
    };
  }
}

function collectSketch(sketch: Sketch, report: (register: number, rank: number) => void): boolean {
  const ranks = Uint8Array.from(sketch.previous);
  mergeInto(ranks, sketch.current);
  for (const [register, rank] of ranks.entries()) {
    if (rank > 0) sketch.reported[register] = 1;
    if (sketch.reported[register] === 1) report(register, rank);
  }
  return ranks.some((rank) => rank > 0);
}

function rotate(sketch: Sketch): void {
  const { current, previous } = sketch;
  sketch.previous = current;
  sketch.current = previous.fill(0);
}
