// Works on a queue of BullMQ until SIGTERM. Jobs fail by chance, as often as their data says.
import { drainOnSignal, instrument } from '@fluxora/telemetry';
import { bullmqTelemetry, observeBullmqWorker } from '@fluxora/telemetry-job-runner/bullmq';
import { Worker } from 'bullmq';

const { QUEUE, REDIS_URL } = process.env;
const telemetry = instrument({ service: 'bullmq-worker' });
const worker = new Worker(
  QUEUE,
  async ({ data }) => {
    if (Math.random() < data.failures) throw new RangeError('by chance');
  },
  {
    connection: { url: REDIS_URL, maxRetriesPerRequest: null },
    telemetry: bullmqTelemetry(),
    concurrency: 20,
    // A busy machine must not make jobs seem stalled.
    lockDuration: 60_000,
  },
);
observeBullmqWorker(worker);
worker.on('error', (error) => console.error(error));
drainOnSignal(telemetry, { stop: { worker: () => worker.close() }, timeoutMs: 10_000 });
await worker.waitUntilReady();
console.log('works');
