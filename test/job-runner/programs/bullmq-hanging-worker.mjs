// Takes a job of BullMQ and never ends it, until it is killed.
import { bullmqTelemetry, observeBullmqWorker } from '@fluxora/telemetry-job-runner/bullmq';
import { Worker } from 'bullmq';

const { QUEUE, REDIS_URL } = process.env;
const worker = new Worker(
  QUEUE,
  () => {
    console.log('hangs');
    return new Promise(() => undefined);
  },
  {
    connection: { url: REDIS_URL, maxRetriesPerRequest: null },
    telemetry: bullmqTelemetry(),
    lockDuration: 500,
    stalledInterval: 300,
  },
);
observeBullmqWorker(worker);
