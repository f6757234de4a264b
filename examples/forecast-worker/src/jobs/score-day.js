import { currentJob } from '@fluxora/telemetry-job-runner';
import { absoluteError, actualEnergy } from '../catalog.js';

/**
 * @typedef {object} ScoredHour
 * @property {number} hour on the wall clock
 * @property {number} value MW
 * @property {number | null} naive MW; null in a gap, as it is in JSON
 *
 * @typedef {import('./forecast-day.js').ForecastJob & { share: number, hours: ScoredHour[] }} ScoreJob
 */

/**
 * The job `score-day`: compares a forecast with what came, beside those of the grid operator and of the same hour a week ago.
 *
 * @param {import('./job-handlers.js').WorkerParts} parts
 * @returns {(job: ScoreJob) => void}
 */
export function scoreDay({ history }) {
  return ({ variable, share, hours }) => {
    const compared = hours
      .map(({ hour, value, naive }) => {
        const at = hour - history.firstHour;
        const actual = (history.actual[variable][at] ?? NaN) * share;
        const operator = (history.operator[variable][at] ?? NaN) * share;
        return { actual, worker: value, operator, naive: naive ?? NaN };
      })
      // Only hours that everybody forecast: otherwise whose gaps are larger would look better.
      .filter((row) => Object.values(row).every(Number.isFinite));
    if (compared.length === 0) return currentJob()?.skip('no actual values yet');

    const labels = { 'fluxora.forecast.variable': variable };
    for (const forecaster of /** @type {const} */ (['worker', 'operator', 'naive'])) {
      const error = compared.reduce((sum, row) => sum + Math.abs(row[forecaster] - row.actual), 0);
      absoluteError.add(error, { ...labels, 'forecast_worker.forecaster': forecaster });
    }
    actualEnergy.add(
      compared.reduce((sum, { actual }) => sum + actual, 0),
      labels,
    );
  };
}
