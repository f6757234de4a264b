/**
 * @typedef {object} Site
 * @property {string} id
 * @property {string} name
 * @property {number} latitude degrees, north positive
 * @property {number} longitude degrees, east positive
 * @property {number} peakLoadMw
 * @property {number} solarMw installed capacity
 * @property {number} windMw installed capacity
 * @property {number} meanWindSpeed metres per second at hub height
 */

/** @type {readonly Site[]} */
export const SITES = [
  site('hamburg', 'Hamburg', 53.55, 9.99, [1840, 120, 410, 7.4]),
  site('bremerhaven', 'Bremerhaven', 53.54, 8.58, [210, 35, 620, 8.1]),
  site('nordsee-2', 'Nordsee 2 (offshore)', 54.98, 6.82, [12, 0, 900, 9.8]),
  site('rotterdam', 'Rotterdam', 51.92, 4.48, [1420, 260, 380, 7.2]),
  site('zaragoza', 'Zaragoza', 41.65, -0.89, [640, 710, 530, 6.6]),
  site('sevilla', 'Sevilla', 37.39, -5.98, [780, 1450, 90, 5.2]),
  site('badajoz', 'Badajoz', 38.88, -6.97, [160, 1980, 40, 4.9]),
  site('lyon', 'Lyon', 45.76, 4.84, [1130, 340, 70, 4.6]),
  site('toulouse', 'Toulouse', 43.6, 1.44, [720, 520, 160, 5.8]),
  site('trondheim', 'Trondheim', 63.43, 10.4, [540, 8, 470, 7.9]),
  site('gdansk', 'Gdańsk', 54.35, 18.65, [610, 95, 440, 7.1]),
  site('thessaloniki', 'Thessaloniki', 40.64, 22.94, [830, 390, 210, 5.5]),
];

const byId = new Map(SITES.map((entry) => [entry.id, entry]));

/** @param {string} id */
export const findSite = (id) => byId.get(id);

/**
 * @param {string} id
 * @param {string} name
 * @param {number} latitude
 * @param {number} longitude
 * @param {[peakLoadMw: number, solarMw: number, windMw: number, meanWindSpeed: number]} plant
 * @returns {Site}
 */
function site(id, name, latitude, longitude, [peakLoadMw, solarMw, windMw, meanWindSpeed]) {
  return { id, name, latitude, longitude, peakLoadMw, solarMw, windMw, meanWindSpeed };
}
