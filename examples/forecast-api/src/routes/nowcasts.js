import { setTimeout as delay } from 'node:timers/promises';
import { MODELS } from '../models/model.js';
import { withStream, writeChunk } from '../streams.js';
import { toIso } from '../time.js';
import { BadRequest } from '../http-errors.js';
import { readForecastQuery } from './forecast-query.js';

const DEFAULT_INTERVAL_MS = 1000;

/**
 * Live values as server-sent events, until the client leaves: `?interval=` milliseconds between two (20 to 60000).
 *
 * @param {import('express').Request} req
 * @param {import('express').Response} res
 */
export async function sendNowcasts(req, res) {
  const { variable } = readForecastQuery(req);
  const intervalMs = Number(req.query.interval ?? DEFAULT_INTERVAL_MS);
  if (!(intervalMs >= 20 && intervalMs <= 60_000)) {
    throw new BadRequest(
      `interval is ${JSON.stringify(req.query.interval)}. Use 20 to 60000 milliseconds.`,
    );
  }
  const { site } = res.locals;
  res.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  await withStream(res, 'sse', async (signal) => {
    for (let id = 1; ; id += 1) {
      const now = Date.now();
      const megawatts = Math.round(MODELS[variable](site, now, 0)(0.5) * 100) / 100;
      const data = JSON.stringify({ time: toIso(now), megawatts });
      await writeChunk(res, `id: ${id}\nevent: nowcast\ndata: ${data}\n\n`, signal);
      await delay(intervalMs, undefined, { signal });
    }
  });
}
