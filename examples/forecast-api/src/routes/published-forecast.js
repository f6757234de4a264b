import { NotFound } from '../http-errors.js';
import { findPublishedForecast, publishForecast } from '../published-forecasts.js';
import { readVariable } from './forecast-query.js';

/**
 * @param {import('express').Request} req
 * @param {import('express').Response} res
 */
export function takePublishedForecast(req, res) {
  publishForecast(res.locals.site.id, readVariable(req), req.body);
  res.status(204).end();
}

/**
 * @param {import('express').Request} req
 * @param {import('express').Response} res
 */
export function sendPublishedForecast(req, res) {
  const forecast = findPublishedForecast(res.locals.site.id, readVariable(req));
  if (!forecast) throw new NotFound('No forecast was published yet.');
  res.json(forecast);
}
