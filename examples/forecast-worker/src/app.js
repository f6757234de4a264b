import { healthEndpoints, logger } from '@fluxora/telemetry';
import express from 'express';
import { ForecastApiError } from './forecast-api.js';
import { VARIABLES } from './history/history.js';
import { tomorrow } from './nightly.js';
import { startRun } from './runs.js';
import { isDay } from './time.js';

/**
 * @typedef {object} AppParts
 * @property {import('./queues/open-queue.js').JobQueue} queue
 * @property {import('./history/history.js').History} history
 * @property {() => Promise<unknown>} runNightly
 */

/**
 * The few routes by which people and other services ask for runs.
 *
 * @param {AppParts} parts
 */
export function createApp({ queue, history, runNightly }) {
  const app = express();
  app.disable('x-powered-by');
  app.use(healthEndpoints(undefined, { details: true }));

  app.post('/runs', express.json(), async (req, res) => {
    const request = readRun(req.body, tomorrow(history.lastDay));
    if (typeof request === 'string') {
      res.status(400).json({ error: request });
      return;
    }
    res.status(202).json(await startRun(queue.enqueue, request));
  });
  app.post('/runs/nightly', async (req, res) => {
    res.status(202).json(await runNightly());
  });
  app.get('/jobs', async (req, res) => {
    res.json({ runner: queue.runner, counts: await queue.counts() });
  });

  app.use(answerErrors);
  return app;
}

/**
 * @param {unknown} body
 * @param {string} defaultDay
 * @returns {import('./runs.js').RunRequest | string} a sentence when there is something wrong
 */
function readRun(body, defaultDay) {
  const { day = defaultDay, sites, variables = VARIABLES } = /** @type {any} */ (body ?? {});
  if (!isDay(day)) return `day is ${JSON.stringify(day)}. Use a date, such as "${defaultDay}".`;
  if (!isListOf(sites, (site) => typeof site === 'string')) {
    return 'sites is no list of 1 to 100 ids. Use some of those that GET /sites of the forecast-api names.';
  }
  if (!isListOf(variables, (variable) => VARIABLES.includes(/** @type {any} */ (variable)))) {
    return `variables is ${JSON.stringify(variables)}. Use some of ${VARIABLES.join(', ')}.`;
  }
  return { day, sites, variables };
}

/**
 * @param {unknown} value
 * @param {(item: unknown) => boolean} isItem
 */
const isListOf = (value, isItem) =>
  Array.isArray(value) && value.length > 0 && value.length <= 100 && value.every(isItem);

/**
 * @param {any} error
 * @param {import('express').Request} req
 * @param {import('express').Response} res
 * @param {import('express').NextFunction} next
 */
function answerErrors(error, req, res, next) {
  const status = error instanceof ForecastApiError ? 502 : Number(error?.status ?? 500);
  if (status >= 500) logger.error('request failed', { error, path: req.path });
  if (res.headersSent) return next(error);
  res.status(status).json({ error: status === 500 ? 'Internal error' : error.message });
}
