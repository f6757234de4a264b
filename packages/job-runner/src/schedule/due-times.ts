import type { JobClock } from '../adapter.ts';
import type { NextRun } from './cron-expression.ts';

/** Timers fire a little early, and clocks are adjusted. Milliseconds. */
const EARLY_MS = 1_000;
/** Due times that one look counts as missed: a clock set from 1970 to now must not cost minutes of calculation. */
const MAX_STEPS = 1_000;
/** A wall clock that falls behind the stopwatch by more was set back. Milliseconds. */
const BACKWARD_JUMP_MS = 1_000;

/** What a run that begins belongs to. */
export interface Claim {
  /** When it was due. `undefined` for a run beside the schedule, such as one by hand. */
  readonly dueAt: number | undefined;
}

/**
 * Keeps account of when something was due and whether it began. It has no timer: the past is looked at when somebody asks, so that
 * a process that sleeps or hangs counts what it missed as soon as it is back. Times are milliseconds since the Unix epoch.
 */
export class DueTimes {
  readonly #nextRun: NextRun;
  readonly #toleranceMs: number;
  readonly #clock: JobClock;
  /** The earliest due time that has not begun; undefined when nothing is due any more. */
  #expectedAt: number | undefined;
  /** Up to here due times have been counted as missed. */
  #missedUntil = Number.NEGATIVE_INFINITY;
  #missed = 0;
  #wall: number;
  #stopwatch: number;

  constructor(nextRun: NextRun, toleranceMs: number, clock: JobClock) {
    this.#nextRun = nextRun;
    this.#toleranceMs = toleranceMs;
    this.#clock = clock;
    this.#wall = clock.now();
    this.#stopwatch = clock.monotonic();
    this.#expectedAt = this.#after(this.#wall);
  }

  /** When the earliest run is due that has not begun: in the past while it is overdue. */
  expectedAt(): number | undefined {
    this.#look();
    return this.#expectedAt;
  }

  /** How many due times passed without a run that began in time. */
  missed(): number {
    this.#look();
    return this.#missed;
  }

  /**
   * A run begins now, or one is left out on purpose: finds the due time that it settles. Those before it that nobody settled are
   * missed.
   *
   * @param scheduledAt - The due time, where the runner tells it.
   */
  claim(scheduledAt?: number): Claim {
    const now = this.#look();
    const expectedAt = this.#expectedAt;
    if (expectedAt === undefined) return { dueAt: scheduledAt };
    const dueAt = scheduledAt ?? this.#dueBy(now, expectedAt);
    if (dueAt === undefined) return { dueAt };
    this.#countMissed(expectedAt, dueAt - 1);
    if (dueAt >= expectedAt) this.#expectedAt = this.#after(dueAt);
    return { dueAt };
  }

  /** The latest due time that a run beginning now can be meant for. */
  #dueBy(now: number, expectedAt: number): number | undefined {
    const following = this.#after(expectedAt);
    const early = Math.min(EARLY_MS, ((following ?? Number.POSITIVE_INFINITY) - expectedAt) / 2);
    if (now < expectedAt - early) return undefined;
    let due = expectedAt;
    let next = following;
    for (let step = 0; next !== undefined && next <= now + early && step < MAX_STEPS; step++) {
      due = next;
      next = this.#after(due);
    }
    return due;
  }

  /** Counts what is overdue beyond tolerance, and starts anew where the clock was set back. Returns the time. */
  #look(): number {
    const now = this.#clock.now();
    const elapsed = this.#clock.monotonic() - this.#stopwatch;
    const isSetBack = now - this.#wall < elapsed - BACKWARD_JUMP_MS && now < this.#wall;
    this.#wall = now;
    this.#stopwatch += elapsed;
    if (isSetBack) {
      this.#expectedAt = this.#after(now);
      this.#missedUntil = Number.NEGATIVE_INFINITY;
    } else if (this.#expectedAt !== undefined) {
      this.#countMissed(this.#expectedAt, now - this.#toleranceMs - 1);
    }
    return now;
  }

  /** Counts the due times from `from` to `until`, both included, that were not counted before. */
  #countMissed(from: number, until: number): void {
    let due: number | undefined = from > this.#missedUntil ? from : this.#after(this.#missedUntil);
    for (let step = 0; due !== undefined && due <= until; step++) {
      this.#missed += 1;
      // Beyond the limit the rest is one more miss: what it was is no longer of use, that it was is.
      this.#missedUntil = step < MAX_STEPS ? due : until;
      due = this.#after(this.#missedUntil);
    }
  }

  #after(time: number): number | undefined {
    try {
      const next = this.#nextRun(time);
      return typeof next === 'number' && next > time ? next : undefined;
    } catch {
      return undefined;
    }
  }
}
