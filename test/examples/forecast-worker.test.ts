/** The example runs on each of its queues: the same runs, each with the outcome that is planned for it, and counted so. */
import { fileURLToPath } from 'node:url';
import { startOtlpReceiver } from '@fluxora/telemetry-testing';
import { describe, expect, test } from 'vitest';
import { serviceEnvironment } from '../../scripts/demo/service-environment.ts';
import { startService } from '../../scripts/demo/service.ts';
import { total } from '../../scripts/demo/promises/total.ts';
import {
  expectedTally,
  JOB_NAMES,
  type JobTally,
  planNight,
  planRuns,
} from '../../scripts/demo/runs/planned-run.ts';
import { findQueueBooks } from '../../scripts/demo/runs/queue-books.ts';
import { sendRuns } from '../../scripts/demo/runs/send-runs.ts';
import { canStartPostgres, startPostgres } from '../data-stores/postgres-server.ts';
import { canStartRedis, startRedis } from '../data-stores/redis-server.ts';

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

/** A queue's server: the variable that names it, and how to stop it. */
interface Server {
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

const QUEUES: Readonly<Record<string, { can: boolean; start: () => Promise<Server> }>> = {
  memory: { can: true, start: async () => ({ env: {}, stop: async () => undefined }) },
  bullmq: {
    can: canStartRedis,
    start: async () => {
      const redis = await startRedis();
      return { env: { REDIS_URL: redis.url }, stop: () => redis.stop() };
    },
  },
  pg_boss: {
    can: canStartPostgres,
    start: async () => {
      const postgres = await startPostgres();
      return { env: { DATABASE_URL: postgres.url }, stop: () => postgres.stop() };
    },
  },
};

for (const [runner, { can, start }] of Object.entries(QUEUES)) {
  describe.runIf(can || process.env.CI)(runner, () => {
    test(
      'every job ends as planned, and telemetry counts as the queue does',
      { timeout: 120_000 },
      async () => {
        await using receiver = await startOtlpReceiver();
        const server = await start();
        const environment = (service: string) => ({
          ...serviceEnvironment(receiver.url, false, service),
          FORECAST_DATA: 'none',
        });
        const api = await startService({
          directory: example('forecast-api'),
          env: environment('forecast-api'),
        });
        const worker = await startService({
          directory: example('forecast-worker'),
          env: { ...environment('forecast-worker'), FORECAST_API_URL: api.url, ...server.env },
        });
        try {
          const { signal } = new AbortController();
          const baseUrl = worker.url;
          const sent = [
            ...(await sendRuns({ baseUrl, runs: planRuns(), signal })),
            ...(await sendRuns({ baseUrl, runs: [planNight()], signal })),
          ];
          expect(sent.map(({ status }) => status)).toEqual(sent.map((run) => run.planned.status));
          const exit = await worker.stop();
          expect(exit.code).toBe(0);

          const books = findQueueBooks(worker.output);
          const tallies = JOB_NAMES.map((name) => expectedTally(sent, name));
          const completed = tallies.reduce((sum, { ok, skipped }) => sum + ok + skipped, 0);
          expect(books).toMatchObject({ runner, counts: { completed, failed: 1, waiting: 0 } });
          const count = (metric: string, name: string, outcome?: string) =>
            total(
              receiver.metric(`fluxora.job.${metric}`),
              ({ attributes }) =>
                attributes['fluxora.job.name'] === name &&
                attributes['fluxora.job.runner'] === runner &&
                (outcome === undefined || attributes['fluxora.job.outcome'] === outcome),
            );
          for (const [index, name] of JOB_NAMES.entries()) {
            const { ok, skipped, failed, retries } = tallies[index] as JobTally;
            expect({
              ok: count('finished', name, 'ok'),
              skipped: count('finished', name, 'skipped'),
              failed: count('finished', name, 'failed'),
              retries: count('retries', name),
              started: count('started', name),
            }).toEqual({ ok, skipped, failed, retries, started: ok + skipped + failed + retries });
          }
        } finally {
          await worker.stop();
          await api.stop();
          await server.stop();
        }
      },
    );
  });
}
