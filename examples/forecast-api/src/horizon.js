import { BadRequest } from './http-errors.js';
import { DAY, HOUR, MINUTE, STEP } from './time.js';

const PATTERN = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/**
 * Reads an ISO 8601 duration made of days, hours and minutes.
 *
 * @param {unknown} text for example `PT24H` or `P1DT12H`
 * @returns {number} milliseconds, from 15 minutes to 7 days, a whole number of quarters of an hour
 * @throws {BadRequest} for anything else
 */
export function parseHorizon(text = 'PT24H') {
  const parts = typeof text === 'string' ? PATTERN.exec(text) : null;
  const [days, hours, minutes] = (parts?.slice(1) ?? []).map((part) => Number(part ?? 0));
  const duration = (days ?? NaN) * DAY + (hours ?? NaN) * HOUR + (minutes ?? NaN) * MINUTE;
  if (!(duration >= STEP && duration <= 7 * DAY && duration % STEP === 0)) {
    throw new BadRequest(
      `horizon is ${JSON.stringify(text)}. Use PT15M to P7D in steps of 15 minutes, such as PT24H.`,
    );
  }
  return duration;
}
