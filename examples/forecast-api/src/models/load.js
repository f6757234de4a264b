import { HOUR, WEEK } from '../time.js';
import { smoothNoise } from './noise.js';
import { normalQuantile } from './normal-quantile.js';

const WEEKS_BACK = [1, 2, 3, 4];

/**
 * Seasonal-naive load: the mean of the same quarter of an hour in the last four weeks. Its error is what those weeks
 * disagree by, and grows with the lead time.
 *
 * @type {import('./model.js').Model}
 */
export function loadModel(site, time, leadHours) {
  const past = WEEKS_BACK.map((weeks) => measuredLoad(site, time - weeks * WEEK));
  const mean = past.reduce((sum, value) => sum + value, 0) / past.length;
  const variance = past.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (past.length - 1);
  const deviation = Math.sqrt(variance + (0.01 * mean) ** 2) * (1 + 0.15 * Math.log1p(leadHours));
  return (probability) => Math.max(0, mean + normalQuantile(probability) * deviation);
}

/**
 * Stands in for the meter's archive: a morning and an evening peak, quiet weekends, more in winter, some weather.
 *
 * @param {import('../sites.js').Site} site
 * @param {number} time
 */
function measuredLoad(site, time) {
  const date = new Date(time);
  const localHour =
    (date.getUTCHours() + date.getUTCMinutes() / 60 + site.longitude / 15 + 24) % 24;
  const daily =
    0.58 +
    0.2 * bump(localHour, 8.5, 2.5) +
    0.32 * bump(localHour, 19, 3) +
    0.14 * bump(localHour, 13, 3);
  const weekly = [0.84, 1, 1, 1, 1, 0.99, 0.9][date.getUTCDay()] ?? 1;
  const yearly = 1 + 0.12 * Math.cos(((date.getUTCMonth() + 0.5) / 12) * 2 * Math.PI);
  const weather = 1 + 0.05 * smoothNoise(`${site.id}/load`, time / (18 * HOUR));
  return site.peakLoadMw * daily * weekly * yearly * weather * 0.88;
}

/**
 * @param {number} hour
 * @param {number} centre
 * @param {number} width hours
 */
function bump(hour, centre, width) {
  const distance = Math.min(Math.abs(hour - centre), 24 - Math.abs(hour - centre));
  return Math.exp(-((distance / width) ** 2));
}
