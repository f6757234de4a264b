import { instruments } from './catalog.js';
import { BadRequest } from './http-errors.js';
import { isVariable } from './models/model.js';
import { withConnection } from './readings-database.js';

const MAX_PER_REQUEST = 1000;

/**
 * @typedef {{ time: string, variable: import('./models/model.js').Variable, megawatts: number }} Reading
 */

/**
 * Takes in what meters measured. A reading that comes again replaces the one before.
 *
 * @param {import('./sites.js').Site} site
 * @param {unknown} body `{ readings: Reading[] }`
 * @returns {Promise<number>} how many were taken in: all of them, or the request is refused
 * @throws {BadRequest} naming the first reading that is wrong
 */
export async function ingestReadings(site, body) {
  const readings = /** @type {{ readings?: unknown } | undefined} */ (body)?.readings;
  if (!Array.isArray(readings) || readings.length === 0 || readings.length > MAX_PER_REQUEST) {
    throw new BadRequest(`Send { "readings": [...] } with 1 to ${MAX_PER_REQUEST} readings.`);
  }
  readings.forEach(checkReading);
  await withConnection((connection) => {
    const insert = connection.prepare('INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)');
    for (const { variable, time, megawatts } of /** @type {Reading[]} */ (readings)) {
      insert.run(site.id, variable, time, megawatts);
    }
  });
  instruments.readingsIngested.add(readings.length, { 'fluxora.site': site.id });
  return readings.length;
}

/**
 * @param {any} reading
 * @param {number} index
 */
function checkReading(reading, index) {
  if (Number.isNaN(Date.parse(reading?.time))) {
    throw new BadRequest(
      `readings[${index}].time is ${JSON.stringify(reading?.time)}. Use ISO 8601.`,
    );
  }
  if (!isVariable(reading.variable)) {
    throw new BadRequest(`readings[${index}].variable is ${JSON.stringify(reading.variable)}.`);
  }
  if (!Number.isFinite(reading.megawatts)) {
    throw new BadRequest(
      `readings[${index}].megawatts is ${JSON.stringify(reading.megawatts)}. Use a number.`,
    );
  }
}
