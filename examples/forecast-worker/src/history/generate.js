import { emptyHistory } from './history.js';

const FIRST_DAY = '2015-07-01';
const LAST_DAY = '2016-11-20';

/**
 * Figures that look like those of a country of 40 GW, for a place without the real ones. The same on every machine.
 *
 * @returns {import('./history.js').History}
 */
export function generateHistory() {
  const history = emptyHistory('generated', FIRST_DAY, LAST_DAY);
  const { actual, operator, firstHour } = history;
  const random = randomNumbers(20_161_120);
  let [demand, cloud, wind] = [0, 0, 0];
  for (let at = 0; at < actual.load.length; at += 1) {
    // Weather of hours, days and a week: each a value that drifts back to 0.
    demand = 0.99 * demand + 0.006 * random();
    cloud = 0.96 * cloud + 0.12 * random();
    wind = 0.98 * wind + 0.15 * random();
    const hour = (firstHour + at) % 24;
    const day = Math.floor((firstHour + at) / 24);
    const summer = Math.cos(((day - 172) / 365.25) * 2 * Math.PI);
    const sun = Math.max(0, Math.sin(((hour - 6 + 1.5 * summer) / (12 + 3 * summer)) * Math.PI));

    const load = 28_000 * (dailyLoad(hour) * weeklyLoad(day) - 0.03 * summer + demand);
    const solar = 5_500 * sun * (0.75 + 0.2 * summer) * sigmoid(1.5 - cloud);
    const onshore = 14_000 * sigmoid(1.6 * wind - 0.8);
    [actual.load[at], actual.solar[at], actual.wind[at]] = [load, solar, onshore];
    // Operators know tomorrow's weather, but not exactly.
    operator.load[at] = load * (1 + 0.015 * random());
    operator.solar[at] = solar * (1 + 0.12 * random());
    operator.wind[at] = onshore * (1 + 0.1 * random());
  }
  return history;
}

/** @param {number} hour */
const dailyLoad = (hour) =>
  0.85 + 0.2 * Math.exp(-(((hour - 12) / 4) ** 2)) + 0.28 * Math.exp(-(((hour - 21) / 3) ** 2));

/** Days since 1970, which began on a Thursday. @param {number} day */
const weeklyLoad = (day) => [0.84, 1, 1, 1, 1, 0.98, 0.9][(day + 4) % 7] ?? 1;

/** @param {number} x */
const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/**
 * Roughly normal numbers, mean 0 and deviation 1, from mulberry32.
 *
 * @param {number} seed
 */
function randomNumbers(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => (uniform() + uniform() + uniform() - 1.5) * 2;
}
