export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Markets and schedules follow the clock on the wall here. */
export const TIME_ZONE = 'Europe/Madrid';

/** Wall clock as `2016-10-30 02`, from a moment. */
const wallClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  hourCycle: 'h23',
});

/**
 * Hours are counted on the wall clock, as if it never changed: so "the same hour a week ago" is right across clock changes.
 *
 * @param {string} wall a wall clock that begins with `2016-10-30 02`
 * @returns {number} hours since 1970
 */
export const wallHour = (wall) =>
  Date.parse(`${wall.slice(0, 10)}T${wall.slice(11, 13)}:00Z`) / HOUR;

/**
 * The hours of a local day as moments: 24, or 23 and 25 when the clocks change.
 *
 * @param {string} day `2016-10-30`
 * @returns {{ time: number, hour: number }[]} milliseconds since 1970, and the hour on the wall clock as of `wallHour`
 */
export function hoursOfDay(day) {
  const noon = Date.parse(`${day}T12:00Z`);
  return Array.from({ length: 49 }, (_, index) => noon - DAY + index * HOUR)
    .map((time) => ({ time, wall: wallClock.format(time) }))
    .filter(({ wall }) => wall.startsWith(day))
    .map(({ time, wall }) => ({ time, hour: wallHour(wall) }));
}

/**
 * @param {number} time
 * @returns {string} the local day
 */
export const dayOf = (time) => wallClock.format(time).slice(0, 10);

/**
 * @param {string} day
 * @param {number} days
 */
export const addDays = (day, days) =>
  new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10);

/**
 * @param {unknown} text
 * @returns {text is string}
 */
export const isDay = (text) =>
  typeof text === 'string' &&
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  addDays(text, 0) === text;
