import { wallHour } from '../time.js';

/** @typedef {'load' | 'solar' | 'wind'} Variable */

export const VARIABLES = /** @type {const} */ (['load', 'solar', 'wind']);

/**
 * Hourly figures of a power system, on the wall clock.
 *
 * @typedef {object} History
 * @property {string} source where they come from
 * @property {number} firstHour hour of the first value, as of `wallHour`
 * @property {string} lastDay the last day that is complete
 * @property {Readonly<Record<Variable, Float64Array>>} actual MW; NaN where there is a gap
 * @property {Readonly<Record<Variable, Float64Array>>} operator the grid operator's forecast of the day before, in MW
 */

/**
 * @param {string} source
 * @param {string} firstDay
 * @param {string} lastDay
 * @returns {History} with gaps only
 */
export function emptyHistory(source, firstDay, lastDay) {
  const firstHour = wallHour(`${firstDay} 00`);
  const hours = wallHour(`${lastDay} 00`) + 24 - firstHour;
  const gaps = () => ({
    load: new Float64Array(hours).fill(NaN),
    solar: new Float64Array(hours).fill(NaN),
    wind: new Float64Array(hours).fill(NaN),
  });
  return { source, firstHour, lastDay, actual: gaps(), operator: gaps() };
}
