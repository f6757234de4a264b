import { currentJob } from '@fluxora/telemetry-job-runner';
import { logger, withSpan } from '@fluxora/telemetry';
import { instruments } from '../catalog.js';
import { forecastHours, MODEL } from '../forecast/blend.js';
import { hoursOfDay } from '../time.js';
import { awaitInputs } from './inputs.js';

/** What of a site is to be compared with the peak of the whole country. */
const CAPACITY = /** @type {const} */ ({ load: 'peakLoadMw', solar: 'solarMw', wind: 'windMw' });

/**
 * @typedef {object} ForecastJob
 * @property {string} run
 * @property {string} site
 * @property {import('../history/history.js').Variable} variable
 * @property {string} day
 */

/**
 * The job `forecast-day`: computes one variable of one site, hands it to the API, and asks for its score.
 *
 * @param {import('./job-handlers.js').WorkerParts} parts
 * @returns {(job: ForecastJob, context: import('../queues/open-queue.js').JobContext) => Promise<void>}
 */
export function forecastDay({ history, api, enqueue }) {
  const peaks = peaksOf(history);
  return async (job, context) => {
    const { site: id, variable, day } = job;
    const site = await api.site(id, context.signal);
    const capacity = site[CAPACITY[variable]];
    if (capacity === 0) return currentJob()?.skip(`no ${variable} power there`);
    const midnight = await awaitInputs(history, job, context);
    if (midnight === undefined) return currentJob()?.skip('no history that reaches it');
    currentJob()?.progress(0.2);

    const attributes = {
      'fluxora.site': id,
      'fluxora.forecast.variable': variable,
      'forecast_worker.day': day,
    };
    const share = capacity / peaks[variable];
    const hours = withSpan('forecast_worker.compute', { attributes }, () =>
      computeHours(history, job, midnight, share),
    );
    const points = hours.map(({ time, quantiles: [p10, p50, p90] }) => ({
      time: new Date(time).toISOString(),
      value: p50,
      quantiles: { p10, p50, p90 },
    }));
    currentJob()?.progress(0.6);
    await api.publish(id, variable, { model: MODEL, day, unit: 'MW', points }, context.signal);
    instruments.published.add(1, { 'fluxora.forecast.variable': variable });
    logger.info('forecast published', { ...attributes, points: points.length });
    await enqueue('score-day', {
      ...job,
      share,
      hours: hours.map(({ hour, quantiles, naive }) => ({ hour, value: quantiles[1], naive })),
    });
  };
}

/**
 * @param {import('../history/history.js').History} history
 * @param {ForecastJob} job
 * @param {number} midnight
 * @param {number} share of the whole country
 */
function computeHours(history, { variable, day }, midnight, share) {
  const hours = hoursOfDay(day);
  const positions = hours.map(({ hour }) => hour - history.firstHour);
  return forecastHours(history.actual[variable], midnight, positions)
    .map(({ quantiles, naive }, index) => ({
      time: hours[index]?.time ?? 0,
      hour: hours[index]?.hour ?? 0,
      quantiles: quantiles.map((value) => round(value * share)),
      naive: round(naive * share),
    }))
    .filter(({ quantiles }) => quantiles.every(Number.isFinite));
}

/** @param {import('../history/history.js').History} history */
function peaksOf({ actual }) {
  const peak = (/** @type {Float64Array} */ values) =>
    values.reduce((most, value) => (value > most ? value : most), 0);
  return { load: peak(actual.load), solar: peak(actual.solar), wind: peak(actual.wind) };
}

/** @param {number} megawatts */
const round = (megawatts) => Math.round(megawatts * 100) / 100;
