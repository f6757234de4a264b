import { HOUR } from '../time.js';
import { smoothNoise } from './noise.js';
import { normalQuantile } from './normal-quantile.js';

const CUT_IN = 3;
const RATED = 12.5;
const CUT_OUT = 25;

/**
 * Synthetic wind (weather fronts of three days, gusts of hours) through a turbine's power curve. The band is drawn around the
 * wind speed, since that is what is uncertain: near rated speed a wide band of wind is a narrow band of power.
 *
 * @type {import('./model.js').Model}
 */
export function windModel(site, time, leadHours) {
  const speed = windSpeed(site, time);
  const deviation = Math.min(
    3.5,
    0.5 + 0.18 * Math.sqrt(leadHours) * Math.log2(2 + leadHours / 24),
  );
  return (probability) =>
    site.windMw * powerCurve(Math.max(0, speed + normalQuantile(probability) * deviation));
}

/**
 * Wind speed at hub height, in metres per second.
 *
 * @param {import('../sites.js').Site} site
 * @param {number} time
 */
export function windSpeed(site, time) {
  const front = smoothNoise(`${site.id}/front`, time / (72 * HOUR));
  const gust = smoothNoise(`${site.id}/gust`, time / (5 * HOUR));
  return Math.max(0, site.meanWindSpeed * (1 + 0.55 * front + 0.2 * gust));
}

/**
 * Share of the rated power. Storm cut-out is softened over 4 m/s, as it is over a whole farm.
 *
 * @param {number} speed
 */
function powerCurve(speed) {
  if (speed <= CUT_IN) return 0;
  if (speed >= CUT_OUT) return Math.max(0, 1 - (speed - CUT_OUT) / 4);
  if (speed >= RATED) return 1;
  return (speed ** 3 - CUT_IN ** 3) / (RATED ** 3 - CUT_IN ** 3);
}
