import { healthEndpoints } from '@fluxora/telemetry';
import express from 'express';
import { errorHandler } from './error-handler.js';
import { defineHealthChecks } from './health-checks.js';
import { computePortfolio } from './portfolio.js';
import { recordsUsage } from './record-usage.js';
import { sendExport } from './routes/export.js';
import { readForecastQuery } from './routes/forecast-query.js';
import { siteRouter } from './routes/site-router.js';
import { SITES } from './sites.js';

/** The service without its server, as tests want it. Requests are measured from outside; here is only what they mean. */
export function createApp() {
  const app = express();
  app.disable('x-powered-by');

  defineHealthChecks();
  app.use(healthEndpoints(undefined, { details: true }));
  app.get('/sites', (req, res) => {
    res.json(SITES.map(({ id, name }) => ({ id, name })));
  });
  app.use('/sites/:site', siteRouter);
  app.get('/portfolio/:variable', recordsUsage('portfolio.view'), async (req, res) => {
    const query = readForecastQuery(req);
    res.json({ variable: query.variable, unit: 'MW', points: await computePortfolio(query) });
  });
  app.get('/exports/:variable', recordsUsage('export.download'), sendExport);

  app.use(errorHandler);
  return app;
}
