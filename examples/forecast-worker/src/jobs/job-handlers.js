import { forecastDay } from './forecast-day.js';
import { scoreDay } from './score-day.js';

/**
 * What the jobs work with.
 *
 * @typedef {object} WorkerParts
 * @property {import('../history/history.js').History} history
 * @property {import('../forecast-api.js').ForecastApi} api
 * @property {import('../queues/open-queue.js').JobQueue['enqueue']} enqueue
 */

/**
 * The jobs that this service runs, by name.
 *
 * @param {WorkerParts} parts
 * @returns {Readonly<Record<string, import('../queues/open-queue.js').JobHandler>>}
 */
export function jobHandlers(parts) {
  return { 'forecast-day': forecastDay(parts), 'score-day': scoreDay(parts) };
}
