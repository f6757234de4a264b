import { Router, json } from 'express';
import { NotFound } from '../http-errors.js';
import { ingestReadings } from '../meter-readings.js';
import { recordsUsage } from '../record-usage.js';
import { findSite } from '../sites.js';
import { fetchWeather } from '../weather-provider.js';
import { sendForecast } from './forecast.js';
import { sendNowcasts } from './nowcasts.js';
import { sendPublishedForecast, takePublishedForecast } from './published-forecast.js';

/** Everything below `/sites/:site`. */
export const siteRouter = Router({ mergeParams: true });

siteRouter.use((req, res, next) => {
  const { site: id } = /** @type {{ site: string }} */ (req.params);
  const site = findSite(id);
  if (!site) throw new NotFound(`There is no site ${JSON.stringify(id)}. GET /sites lists them.`);
  res.locals.site = site;
  next();
});

siteRouter.get('/', (req, res) => {
  res.json(res.locals.site);
});
siteRouter.get('/forecasts/:variable', recordsUsage('forecast.view'), sendForecast);
siteRouter
  .route('/forecasts/:variable/published')
  .get(sendPublishedForecast)
  .put(json({ limit: '256kb' }), takePublishedForecast);
siteRouter.get('/nowcasts/:variable', recordsUsage('nowcast.watch'), sendNowcasts);
siteRouter.get('/weather', recordsUsage('weather.view'), async (req, res) => {
  res.json(await fetchWeather(res.locals.site));
});
siteRouter.post(
  '/readings',
  recordsUsage('readings.upload'),
  json({ limit: '256kb' }),
  async (req, res) => {
    res.status(202).json({ accepted: await ingestReadings(res.locals.site, req.body) });
  },
);
