import express from 'express';
import { errorHandler } from './error-handler.js';
import { computePortfolio } from './portfolio.js';
import { sendExport } from './routes/export.js';
import { readForecastQuery } from './routes/forecast-query.js';
import { siteRouter } from './routes/site-router.js';
import { SITES } from './sites.js';

/** The service without its server, as tests want it. There is no telemetry in it: HTTP is measured from outside. */
export function createApp() {
  const app = express();
  app.disable('x-powered-by');

  app.get('/healthz', (req, res) => {
    res.json({ status: 'ok' });
  });
  app.get('/sites', (req, res) => {
    res.json(SITES.map(({ id, name }) => ({ id, name })));
  });
  app.use('/sites/:site', siteRouter);
  app.get('/portfolio/:variable', async (req, res) => {
    const query = readForecastQuery(req);
    res.json({ variable: query.variable, unit: 'MW', points: await computePortfolio(query) });
  });
  app.get('/exports/:variable', sendExport);

  app.use(errorHandler);
  return app;
}
