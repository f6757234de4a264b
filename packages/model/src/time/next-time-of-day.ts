import { firstInstantFrom, localTimeOf } from './wall-clock.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Whether it is a time of day such as `09:30`. Never throws. */
export function isTimeOfDay(value: unknown): value is string {
  return typeof value === 'string' && TIME_OF_DAY.test(value);
}

/**
 * The next instant at which the clocks of a zone come to one of these times of day, as milliseconds since the Unix epoch. A time that
 * the clocks leave out comes when they were put forward over it; one that they show twice comes at the first time.
 *
 * @param now - Milliseconds since the Unix epoch. What comes at this very instant is over.
 * @param times - As in `['12:00']`, at least one.
 * @throws RangeError as {@link localTimeOf}.
 */
export function nextTimeOfDay(now: number, times: readonly string[], timeZone: string): number {
  const midnight = Math.floor(localTimeOf(now, timeZone) / DAY) * DAY;
  const ahead = times.map((time) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const sinceMidnight = (hours * 60 + minutes) * MINUTE;
    let instant = firstInstantFrom(midnight + sinceMidnight, timeZone);
    // Twice where the clocks are put back over midnight, or a day is left out.
    for (let day = 1; instant <= now; day += 1) {
      instant = firstInstantFrom(midnight + day * DAY + sinceMidnight, timeZone);
    }
    return instant;
  });
  return Math.min(...ahead);
}
