// node --import @fluxora/telemetry/register server.js
import { once } from 'node:events';
import {
  defineHealthCheck,
  drainOnSignal,
  httpHealthCheck,
  instrument,
  logger,
} from '@fluxora/telemetry';
import { createJobDrain } from '@fluxora/telemetry-job-runner';
import { createApp } from './src/app.js';
import { ForecastApi } from './src/forecast-api.js';
import { loadHistory } from './src/history/load-history.js';
import { startNightly, tomorrow } from './src/nightly.js';
import { openQueue } from './src/queues/open-queue.js';
import { startRun } from './src/runs.js';
import { jobHandlers } from './src/jobs/job-handlers.js';

const CONCURRENCY = 4;
/** Three attempts, a tenth of a second apart and then two. */
const POLICY = { attempts: 3, backoffMs: 100, timeoutMs: 30_000 };
const apiUrl = process.env.FORECAST_API_URL ?? 'http://127.0.0.1:3000';

// Already started by --import: this only takes its handle.
const telemetry = instrument();

const history = loadHistory(process.env.FORECAST_DATA);
const api = new ForecastApi(apiUrl);
const queue = await openQueue('forecasts', POLICY, process.env);
const handlers = jobHandlers({ history, api, enqueue: queue.enqueue });
const jobDrain = createJobDrain({ stopTaking: queue.stopTaking });
await queue.work(handlers, { concurrency: CONCURRENCY, signal: jobDrain.signal });

const { NIGHTLY_CRON: cron, NIGHTLY_TOLERANCE_MS: tolerance } = process.env;
const nightly = startNightly(
  async () => {
    const sites = (await api.sites()).map(({ id }) => id);
    return startRun(queue.enqueue, { day: tomorrow(history.lastDay), sites });
  },
  { cron, ...(tolerance && { toleranceMs: Number(tolerance) }) },
);

defineHealthCheck('queue', async () => void (await queue.counts()), { componentType: 'datastore' });
defineHealthCheck('forecast-api', httpHealthCheck(new URL('/livez', apiUrl)), {
  critical: false,
  description: 'Without it jobs are tried again, and given up in the end.',
});

const app = createApp({ queue, history, runNightly: nightly.runNow });
const server = app.listen(Number(process.env.PORT ?? 3001), '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
logger.info(`listening on http://127.0.0.1:${port}`, {
  port,
  runner: queue.runner,
  history: history.source,
});

// SIGTERM: not ready any more, take no more jobs, finish those that run or hand them back, close. Telemetry goes last.
const drain = drainOnSignal(telemetry, {
  servers: server,
  waitMs: Number(process.env.DRAIN_WAIT_MS ?? 1_000),
  stop: { nightly: nightly.stop, jobs: jobDrain.stop },
  release: { queue: closeQueue },
  // Nothing is left then, so the process ends by itself, with 0.
  exit: false,
});
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void sayGoodbye());

/** Says what the queue has in its books, so that it can be compared with what telemetry says. */
async function closeQueue() {
  const books = { runner: queue.runner, counts: await queue.counts(), apiRequests: api.requests };
  console.log(JSON.stringify({ message: 'queue report', ...books }));
  await queue.close();
}

/** Says what became of the telemetry. */
async function sayGoodbye() {
  const { telemetry: report } = await drain.drain();
  // Not the logger: what it writes after the shutdown could not be sent any more.
  console.log(JSON.stringify({ message: 'telemetry report', ...report }));
}
