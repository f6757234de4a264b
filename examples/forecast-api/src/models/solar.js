import { DAY, HOUR } from '../time.js';
import { smoothNoise } from './noise.js';
import { normalQuantile } from './normal-quantile.js';

const DEGREE = Math.PI / 180;
const PERFORMANCE_RATIO = 0.84;

/**
 * Clear-sky irradiance (Haurwitz) from the height of the sun, dimmed by a cloudiness that is less certain the further ahead.
 *
 * @type {import('./model.js').Model}
 */
export function solarModel(site, time, leadHours) {
  const clearSky = clearSkyIrradiance(site, time);
  const clearness = 0.68 + 0.3 * smoothNoise(`${site.id}/cloud`, time / (9 * HOUR));
  const deviation = Math.min(0.25, 0.05 + 0.02 * Math.sqrt(leadHours));
  return (probability) => {
    const index = Math.min(
      1.05,
      Math.max(0.05, clearness + normalQuantile(probability) * deviation),
    );
    return site.solarMw * PERFORMANCE_RATIO * ((clearSky * index) / 1000);
  };
}

/**
 * Global horizontal irradiance under a clear sky, in watts per square metre; 0 when the sun is down.
 *
 * @param {import('../sites.js').Site} site
 * @param {number} time
 */
export function clearSkyIrradiance(site, time) {
  const sine = sineOfElevation(site, time);
  return sine <= 0 ? 0 : 1098 * sine * Math.exp(-0.057 / sine);
}

/**
 * @param {import('../sites.js').Site} site
 * @param {number} time
 */
function sineOfElevation(site, time) {
  const year = new Date(time).getUTCFullYear();
  const dayOfYear = (time - Date.UTC(year, 0, 1)) / DAY;
  const declination = -23.44 * DEGREE * Math.cos(((dayOfYear + 10) / 365.25) * 2 * Math.PI);
  const solarHour = ((time % DAY) / HOUR + site.longitude / 15 + 24) % 24;
  const hourAngle = (solarHour - 12) * 15 * DEGREE;
  const latitude = site.latitude * DEGREE;
  return (
    Math.sin(latitude) * Math.sin(declination) +
    Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle)
  );
}
