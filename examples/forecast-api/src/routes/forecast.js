import { issueForecast } from '../issue-forecast.js';
import { readForecastQuery } from './forecast-query.js';

/**
 * @param {import('express').Request} req
 * @param {import('express').Response} res
 */
export function sendForecast(req, res) {
  const { forecast, outcome } = issueForecast({ site: res.locals.site, ...readForecastQuery(req) });
  res.set('x-cache', outcome).json(forecast);
}
