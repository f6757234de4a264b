// Runs one job that belongs to whoever started this process or thread.
import { isMainThread } from 'node:worker_threads';
import { instrument } from '@fluxora/telemetry';
import { environmentCarrier, instrumentJob } from '@fluxora/telemetry-job-runner';

const telemetry = instrument({ service: 'trainer' });
const train = instrumentJob(
  isMainThread ? 'train-in-process' : 'train-in-thread',
  async () => 'trained',
  {
    info: () => ({ carrier: environmentCarrier() }),
  },
);
await train();
await telemetry.shutdown();
