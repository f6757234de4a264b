import { BadRequest } from './http-errors.js';

const MAX_POINTS = 7 * 24 * 4;

/**
 * What a worker computed over night and handed in.
 *
 * @typedef {object} PublishedForecast
 * @property {string} model who made it, such as `blend-v1`
 * @property {string} day the local day that it is for, `2016-11-20`
 * @property {'MW'} unit
 * @property {import('./compute-forecast.js').ForecastPoint[]} points
 */

/** The latest of each site and variable, so it cannot grow. @type {Map<string, PublishedForecast>} */
const latest = new Map();

/**
 * Replaces the one before, so that a worker may hand in the same forecast twice.
 *
 * @param {string} site
 * @param {import('./models/model.js').Variable} variable
 * @param {unknown} body
 * @throws {BadRequest} naming what is wrong
 */
export function publishForecast(site, variable, body) {
  const { model, day, unit, points } = /** @type {Partial<PublishedForecast>} */ (body ?? {});
  if (typeof model !== 'string' || typeof day !== 'string' || unit !== 'MW') {
    throw new BadRequest('Send { "model", "day", "unit": "MW", "points": [...] }.');
  }
  if (!Array.isArray(points) || points.length === 0 || points.length > MAX_POINTS) {
    throw new BadRequest(`Send 1 to ${MAX_POINTS} points.`);
  }
  const wrong = points.findIndex(
    (point) => Number.isNaN(Date.parse(point?.time)) || !Number.isFinite(point.value),
  );
  if (wrong >= 0) throw new BadRequest(`points[${wrong}] is ${JSON.stringify(points[wrong])}.`);
  latest.set(`${site}/${variable}`, { model, day, unit, points });
}

/**
 * @param {string} site
 * @param {import('./models/model.js').Variable} variable
 */
export const findPublishedForecast = (site, variable) => latest.get(`${site}/${variable}`);
