import { randomUUID } from 'node:crypto';
import { logger } from '@fluxora/telemetry';
import { instrumentPgBoss, pgBossOpenTelemetry } from '@fluxora/telemetry-job-runner/pg-boss';
import { PgBoss } from 'pg-boss';

/**
 * What is stored: one queue holds jobs of several names.
 *
 * @typedef {{ job: string, payload: unknown }} Envelope
 */

/**
 * A queue in PostgreSQL. Telemetry is what is marked; the rest is pg-boss as ever.
 *
 * @param {string} name
 * @param {import('./open-queue.js').JobPolicy} policy
 * @param {string} connectionString
 * @returns {Promise<import('./open-queue.js').JobQueue>}
 */
export async function openPgBoss(name, { attempts, backoffMs, timeoutMs }, connectionString) {
  const plain = new PgBoss({ connectionString, openTelemetry: pgBossOpenTelemetry() }); // telemetry: trace context
  plain.on('error', (error) => logger.warn('postgresql does not answer', { error }));
  // telemetry: spans and counts of what goes through `boss`
  const { boss, observeQueue, stop } = instrumentPgBoss(plain, {
    jobName: (_queue, data) => /** @type {Envelope} */ (data).job,
  });
  await boss.start();
  const deadLetter = `${name}-dead`;
  await boss.createQueue(deadLetter);
  await boss.createQueue(name, { policy: 'exclusive', deadLetter });
  observeQueue(name, { countExpired: true }); // telemetry: depth, age of the oldest job, jobs whose worker died
  return {
    runner: 'pg_boss',
    enqueue: async (job, payload, dedupeKey) => {
      const id = await boss.send(
        name,
        { job, payload },
        {
          retryLimit: attempts - 1,
          retryDelay: Math.ceil(backoffMs / 1_000),
          retryBackoff: true,
          expireInSeconds: Math.ceil(timeoutMs / 1_000),
          // The queue takes one job of each key at a time.
          singletonKey: dedupeKey ?? randomUUID(),
        },
      );
      return id ?? undefined;
    },
    work: async (handlers, { concurrency, signal: stopping }) => {
      await boss.work(
        name,
        { localConcurrency: concurrency, pollingIntervalSeconds: 0.5, includeMetadata: true },
        async ([fetched]) => {
          if (!fetched) return;
          const { job, payload } = /** @type {Envelope} */ (fetched.data);
          await handlers[job]?.(payload, {
            attempt: fetched.retryCount + 1,
            signal: AbortSignal.any([fetched.signal, stopping]),
          });
        },
      );
    },
    stopTaking: () => boss.offWork(name),
    counts: async () => {
      const { rows } = await boss.getDb().executeSql(COUNTS, [name]);
      return rows[0];
    },
    close: async () => {
      stop();
      await boss.stop();
    },
  };
}

const COUNTS = `
  SELECT
    count(*) FILTER (WHERE state < 'active' AND start_after <= now())::int AS waiting,
    count(*) FILTER (WHERE state < 'active' AND start_after > now())::int AS delayed,
    count(*) FILTER (WHERE state = 'active')::int AS active,
    count(*) FILTER (WHERE state = 'completed')::int AS completed,
    count(*) FILTER (WHERE state = 'failed')::int AS failed,
    count(*) FILTER (WHERE state = 'failed')::int AS dead_lettered
  FROM pgboss.job WHERE name = $1`;
