import { quantileOf } from './quantile.js';

export const MODEL = 'blend-v1';
export const QUANTILES = [0.1, 0.5, 0.9];

const TRAINING_HOURS = 56 * 24;
/** The forecast is made early in the day before: of that day nothing is known. */
export const UNKNOWN_HOURS = 24;
const RECENT = [48, 72, 96];
const WEEKLY = [168, 336, 504, 672];

/** Hours of history that a forecast needs. */
export const NEEDED_HOURS = TRAINING_HOURS + UNKNOWN_HOURS + Math.max(...WEEKLY);

/**
 * Forecasts hours of one day: a blend of the last weeks at the same hour of the week (the seasonal-naive forecast) and of the last
 * days at the same hour. How much of each is fitted by least squares over eight weeks; quantiles are those of the residuals
 * around the same hour of the day.
 *
 * @param {Float64Array} actual hourly; NaN where there is a gap
 * @param {number} midnight position at which the day begins; may lie up to `UNKNOWN_HOURS` beyond the end
 * @param {readonly number[]} hours positions of its hours
 * @returns {{ quantiles: number[], naive: number }[]} of each hour the values of `QUANTILES`, and the seasonal-naive forecast; NaN in
 *   a gap of the history
 */
export function forecastHours(actual, midnight, hours) {
  const until = midnight - UNKNOWN_HOURS;
  const [recentWeight, weeklyWeight] = fit(actual, until - TRAINING_HOURS, until);
  const expect = (/** @type {number} */ at) =>
    recentWeight * meanOf(actual, at, RECENT) + weeklyWeight * meanOf(actual, at, WEEKLY);
  return hours.map((at) => {
    const residuals = residualsAround(actual, expect, at, until);
    return {
      quantiles: QUANTILES.map((probability) =>
        Math.max(0, expect(at) + quantileOf(residuals, probability)),
      ),
      naive: actual[at - 168] ?? NaN,
    };
  });
}

/**
 * Least squares without an intercept, by the normal equations.
 *
 * @param {Float64Array} actual
 * @param {number} from
 * @param {number} until
 * @returns {[recent: number, weekly: number]}
 */
function fit(actual, from, until) {
  let [rr, rw, ww, ra, wa] = [0, 0, 0, 0, 0];
  for (let at = from; at < until; at += 1) {
    const value = actual[at] ?? NaN;
    const recent = meanOf(actual, at, RECENT);
    const weekly = meanOf(actual, at, WEEKLY);
    if (Number.isNaN(value + recent + weekly)) continue;
    rr += recent * recent;
    rw += recent * weekly;
    ww += weekly * weekly;
    ra += recent * value;
    wa += weekly * value;
  }
  const determinant = rr * ww - rw * rw;
  // Nothing to be told apart, such as a sun that never shone: half of each.
  if (!(determinant > 1e-9 * rr * ww)) return [0.5, 0.5];
  return [(ra * ww - wa * rw) / determinant, (wa * rr - ra * rw) / determinant];
}

/**
 * By how much the same blend missed at this hour of the day, and those beside it.
 *
 * @param {Float64Array} actual
 * @param {(at: number) => number} expect
 * @param {number} at
 * @param {number} until
 */
function residualsAround(actual, expect, at, until) {
  const residuals = [];
  const days = TRAINING_HOURS / 24;
  const latest = at - 24 * Math.ceil((at + 2 - until) / 24);
  for (let day = 0; day < days - 1; day += 1) {
    for (const beside of [-1, 0, 1]) {
      const then = latest - 24 * day + beside;
      residuals.push((actual[then] ?? NaN) - expect(then));
    }
  }
  const known = Float64Array.from(residuals.filter((residual) => !Number.isNaN(residual)));
  return known.length > 0 ? known.toSorted() : Float64Array.of(0);
}

/**
 * @param {Float64Array} actual
 * @param {number} at
 * @param {readonly number[]} lags hours
 * @returns {number} the mean of what is known; NaN when nothing is
 */
function meanOf(actual, at, lags) {
  let [sum, count] = [0, 0];
  for (const lag of lags) {
    const value = actual[at - lag] ?? NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}
