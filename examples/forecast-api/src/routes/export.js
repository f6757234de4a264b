import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { forecastPoints } from '../compute-forecast.js';
import { SITES } from '../sites.js';
import { withStream, writeChunk } from '../streams.js';
import { readForecastQuery } from './forecast-query.js';

/**
 * Every point of every site, one JSON object a line, as fast as the client reads.
 *
 * @param {import('express').Request} req
 * @param {import('express').Response} res
 */
export async function sendExport(req, res) {
  const query = readForecastQuery(req);
  res.type('application/x-ndjson');
  await withStream(res, 'ndjson', async (signal) => {
    for (const site of SITES) {
      for (const point of forecastPoints({ site, ...query })) {
        await writeChunk(res, `${JSON.stringify({ site: site.id, ...point })}\n`, signal);
      }
      await yieldToOthers();
    }
  });
}
