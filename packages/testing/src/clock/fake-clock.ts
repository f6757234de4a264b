/** Where time comes from. `now` is the wall clock, `monotonic` the stopwatch: it never goes back. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): number;
}

export interface FakeClock extends Clock {
  /** Moves both readings forward. Milliseconds, ≥ 0; anything else throws a `RangeError`. */
  advance(ms: number): void;
  /** Sets the wall clock, as an operator or NTP does: forward or back. `monotonic()` stays. */
  set(epochMs: number): void;
}

/**
 * A clock that stands still until told to move.
 *
 * Give it to `createTestTelemetry({ clock })`, and spans, span events and log records take their times from it; give it
 * to any option that accepts a {@link Clock}. It fires no timers: for those use your test runner's fake timers, and
 * advance both.
 *
 * @param startMs - First wall-clock reading, milliseconds since the Unix epoch. @defaultValue 2026-01-01T00:00:00Z
 *
 * @example
 * const clock = createFakeClock();
 * const t = createTestTelemetry({ clock });
 * const span = t.providers.tracerProvider.getTracer('demo').startSpan('work');
 * clock.advance(250);
 * span.end();
 * t.spans()[0]?.durationMs; // 250
 */
export function createFakeClock(startMs: number = Date.UTC(2026, 0, 1)): FakeClock {
  let wall = startMs;
  let elapsed = 0;
  return {
    now: () => wall,
    monotonic: () => elapsed,
    advance(ms) {
      if (!(ms >= 0 && Number.isFinite(ms))) {
        throw new RangeError(
          `telemetry/testing: clock.advance(${ms}) is not possible. Use milliseconds ≥ 0, or set() to move the wall clock back.`,
        );
      }
      wall += ms;
      elapsed += ms;
    },
    set(epochMs) {
      wall = epochMs;
    },
  };
}
