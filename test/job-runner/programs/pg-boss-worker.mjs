// Works on a queue of pg-boss until SIGTERM. What a job does stands in its data: fail by chance, hang, or do its work.
import { drainOnSignal, instrument } from '@fluxora/telemetry';
import { instrumentPgBoss, pgBossOpenTelemetry } from '@fluxora/telemetry-job-runner/pg-boss';
import { PgBoss } from 'pg-boss';

const { POSTGRES_URL, QUEUE } = process.env;
const telemetry = instrument({ service: 'pg-boss-worker' });
const { boss } = instrumentPgBoss(
  new PgBoss({
    connectionString: POSTGRES_URL,
    max: 4,
    supervise: false,
    schedule: false,
    openTelemetry: pgBossOpenTelemetry(),
  }),
);
boss.on('error', (error) => console.error(error));
await boss.start();
drainOnSignal(telemetry, { stop: { boss: () => boss.stop() }, timeoutMs: 10_000 });

const options = {
  batchSize: 25,
  burstWhenBatchFull: true,
  perJobResults: true,
  pollingIntervalSeconds: 0.5,
};
await boss.work(QUEUE, options, async (jobs) => {
  if (jobs.some((job) => job.data.hang)) {
    console.log('hangs');
    await new Promise(() => undefined);
  }
  return jobs.map(({ id, data }) => {
    const chance = Math.random();
    if (chance < data.failures)
      return { id, status: 'failed', output: new RangeError('by chance') };
    if (chance < data.failures + data.poison) return { id, status: 'deadletter' };
    return { id, status: 'completed' };
  });
});
console.log('works');
