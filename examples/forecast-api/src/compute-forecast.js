import { MODELS } from './models/model.js';
import { quantileName } from './quantiles.js';
import { HOUR, STEP, toIso } from './time.js';

/**
 * @typedef {object} ForecastRequest
 * @property {import('./sites.js').Site} site
 * @property {import('./models/model.js').Variable} variable
 * @property {number} issuedAt milliseconds since 1970, on a quarter of an hour
 * @property {number} horizon milliseconds
 * @property {readonly number[]} quantiles
 *
 * @typedef {object} ForecastPoint
 * @property {string} time start of the quarter of an hour
 * @property {number} value the median
 * @property {Record<string, number>} quantiles
 *
 * @typedef {object} Forecast
 * @property {string} site
 * @property {string} variable
 * @property {'MW'} unit
 * @property {string} issuedAt
 * @property {'PT15M'} resolution
 * @property {ForecastPoint[]} points
 */

/**
 * The points one by one, so that a stream need not hold them all.
 *
 * @param {ForecastRequest} request
 * @returns {Generator<ForecastPoint>}
 */
export function* forecastPoints({ site, variable, issuedAt, horizon, quantiles }) {
  const model = MODELS[variable];
  for (let lead = STEP; lead <= horizon; lead += STEP) {
    const distribution = model(site, issuedAt + lead, lead / HOUR);
    yield {
      time: toIso(issuedAt + lead),
      value: round(distribution(0.5)),
      quantiles: Object.fromEntries(
        quantiles.map((probability) => [
          quantileName(probability),
          round(distribution(probability)),
        ]),
      ),
    };
  }
}

/**
 * @param {ForecastRequest} request
 * @returns {Forecast}
 */
export function computeForecast(request) {
  return {
    site: request.site.id,
    variable: request.variable,
    unit: 'MW',
    issuedAt: toIso(request.issuedAt),
    resolution: 'PT15M',
    points: [...forecastPoints(request)],
  };
}

/** @param {number} megawatts */
const round = (megawatts) => Math.round(megawatts * 100) / 100;
