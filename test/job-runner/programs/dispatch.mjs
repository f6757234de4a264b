// Sends one job to a child process and one to a worker thread, from inside a span.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { instrument } from '@fluxora/telemetry';
import { carrierEnvironment } from '@fluxora/telemetry-job-runner';

const telemetry = instrument({ service: 'dispatcher' });
const program = new URL('./train.mjs', import.meta.url);

await telemetry.tracer.startActiveSpan('dispatch', async (span) => {
  const child = fork(program, { env: carrierEnvironment() });
  const thread = new Worker(program, { env: carrierEnvironment(), execArgv: [] });
  await Promise.all([once(child, 'exit'), once(thread, 'exit')]);
  span.end();
});
await telemetry.shutdown();
