import type { HrTime, TimeInput } from '@opentelemetry/api';
import type * as Core from '@opentelemetry/core';

/**
 * What time it is for a span: its start by the wall clock, all else by the monotonic clock from there, so that a wall clock that is set
 * meanwhile changes no duration. Reads all of the API's kinds of times, as OpenTelemetry's SDK does.
 */
export class SpanClock {
  readonly start: HrTime;
  readonly #core: typeof Core;
  readonly #wallMs = Date.now();
  readonly #monotonicMs = performance.now();
  readonly #isStartGiven: boolean;

  constructor(core: typeof Core, start: TimeInput | undefined) {
    this.#core = core;
    this.#isStartGiven = start != null;
    this.start = start == null ? core.millisToHrTime(this.#wallMs) : this.read(start);
  }

  /** A time of the caller's, or the present. */
  read(input: TimeInput | undefined): HrTime {
    const { hrTime, isTimeInputHrTime, millisToHrTime } = this.#core;
    if (input === undefined) return this.#now();
    if (typeof input === 'number') {
      // Of a number below it only the monotonic clock can be meant.
      return input <= performance.now()
        ? hrTime(input + (this.#wallMs - (this.#monotonicMs + performance.timeOrigin)))
        : millisToHrTime(input);
    }
    if (input instanceof Date) return millisToHrTime(input.getTime());
    return isTimeInputHrTime(input) ? input : this.#now();
  }

  /** A start that was given may be by any clock: what is measured from it would be wrong. */
  #now(): HrTime {
    const { addHrTimes, millisToHrTime } = this.#core;
    return this.#isStartGiven
      ? millisToHrTime(Date.now())
      : addHrTimes(this.start, millisToHrTime(performance.now() - this.#monotonicMs));
  }
}
