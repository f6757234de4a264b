import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { addDays, wallHour } from '../time.js';
import { emptyHistory, VARIABLES } from './history.js';

/** The columns of each variable: what the grid operator expected, and what came. */
const COLUMNS = {
  load: ['load_forecast_day_ahead_mw', 'load_actual_mw'],
  solar: ['solar_forecast_day_ahead_mw', 'solar_actual_mw'],
  wind: ['wind_onshore_forecast_day_ahead_mw', 'wind_onshore_actual_mw'],
};

/**
 * Reads hourly figures: a header, then rows in order of time, which is local with an offset (`2016-10-30 02:00:00+01:00`). Of the hour
 * that comes twice in autumn the second counts.
 *
 * @param {string} path
 * @returns {import('./history.js').History}
 * @throws {Error} when a column is missing or there is not a single complete day
 */
export function readCsv(path) {
  const [header = '', ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  const missing = ['time', ...Object.values(COLUMNS).flat()].filter(
    (name) => !names.includes(name),
  );
  if (missing.length > 0) throw new Error(`${path} has no column ${missing.join(', ')}.`);
  if (rows.length < 24)
    throw new Error(`${path} has ${rows.length} rows. It needs a day at least.`);

  const first = rows[0]?.slice(0, 10) ?? '';
  const end = rows.at(-1)?.slice(0, 13) ?? '';
  const lastDay = end.endsWith('23') ? end.slice(0, 10) : addDays(end.slice(0, 10), -1);
  const history = emptyHistory(basename(path), first, lastDay);
  for (const row of rows) {
    const cells = row.split(',');
    const at = wallHour(cells[names.indexOf('time')] ?? '') - history.firstHour;
    for (const variable of VARIABLES) {
      const [expected, came] = COLUMNS[variable].map((name) => cells[names.indexOf(name)]);
      // What lies beyond the last complete day is beyond the arrays, too, and falls away.
      history.operator[variable][at] = number(expected);
      history.actual[variable][at] = number(came);
    }
  }
  return history;
}

/** @param {string | undefined} cell */
const number = (cell) => (cell ? Number(cell) : NaN);
