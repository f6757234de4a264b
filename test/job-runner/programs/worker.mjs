// A worker with one short job, one that lets go when asked, and one that never ends; drained on SIGTERM.
import { drainOnSignal, instrument } from '@fluxora/telemetry';
import { createJobDrain, currentJob, instrumentJob } from '@fluxora/telemetry-job-runner';

const telemetry = instrument({ service: 'worker' });
const drain = createJobDrain({ handBackMs: 500 });
const options = { signal: drain.signal };

const report = { jobs: async (context) => console.log(JSON.stringify(await drain.stop(context))) };
drainOnSignal(telemetry, { stop: report, timeoutMs: 4_000 });

const keepAlive = setInterval(() => undefined, 1_000);
void instrumentJob('short', () => new Promise((resolve) => setTimeout(resolve, 300)), options)();
const untilAborted = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
void instrumentJob('polite', () => untilAborted(currentJob()), options)().catch(() => undefined);
void instrumentJob('endless', () => new Promise(() => keepAlive), options)();
console.log('working');
