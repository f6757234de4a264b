import { randomUUID } from 'node:crypto';
import { instrumentPgBoss, pgBossOpenTelemetry } from '@fluxora/telemetry-job-runner/pg-boss';
import type { TckAdapter, TckJob, TckQueue } from '@fluxora/telemetry-job-runner/tck';
import type { Providers } from '@fluxora/telemetry-core';
import { PgBoss, type SendOptions } from 'pg-boss';

interface Envelope {
  readonly kind: string;
  readonly payload: unknown;
}

/** pg-boss for the kit: one queue of pg-boss per queue of the kit; the names of jobs travel in the data. */
export function pgBossTckAdapter(connectionString: () => string): TckAdapter {
  return {
    runner: 'pg_boss',
    open: (providers) => openQueue(connectionString(), providers),
  };
}

const jobName = (_: string, data: unknown): string => (data as Envelope).kind;

async function openQueue(
  connectionString: string,
  providers: Providers | undefined,
): Promise<TckQueue> {
  const name = `tck-${randomUUID().slice(0, 8)}`;
  const bosses = new Set<PgBoss>();
  const connect = async (own: Providers | undefined) => {
    const boss = new PgBoss({
      connectionString,
      max: 4,
      supervise: false,
      schedule: false,
      monitorIntervalSeconds: 1,
      openTelemetry: pgBossOpenTelemetry(),
    });
    boss.on('error', () => undefined);
    bosses.add(boss);
    await boss.start();
    return { raw: boss, ...instrumentPgBoss(boss, { jobName, ...(own && { providers: own }) }) };
  };
  const main = await connect(providers);
  const dead = `${name}-dead`;
  await main.boss.createQueue(dead);
  await main.boss.createQueue(name, { retryLimit: 0, deadLetter: dead, heartbeatSeconds: 10 });
  main.observeQueue(name);
  let supervisor: NodeJS.Timeout | undefined;
  let batchSize = 1;
  let isClosed = false;
  return {
    name,
    async enqueue(job) {
      return (await main.boss.send(name, dataOf(job), optionsOf(job))) ?? undefined;
    },
    async enqueueBatch(jobs) {
      batchSize = jobs.length;
      await main.boss.insert(
        name,
        jobs.map((job) => ({ data: dataOf(job) })),
      );
    },
    async startWorker({ handle, concurrency, providers: own }) {
      const { boss, raw, stop } = await connect(own);
      await boss.work(
        name,
        {
          batchSize,
          localConcurrency: concurrency,
          pollingIntervalSeconds: 0.5,
          heartbeatRefreshSeconds: 0.2,
        },
        async (jobs) => {
          const [first] = jobs as readonly { data: Envelope; signal: AbortSignal }[];
          if (first === undefined) return undefined;
          const { kind, payload } = first.data;
          const all = batchSize > 1 ? jobs.map((job) => (job.data as Envelope).payload) : payload;
          return handle({ name: kind, payload: all, signal: first.signal });
        },
      );
      return {
        stop: () => boss.offWork(name),
        async kill() {
          // Its pool is closed under its feet: nothing that it does reaches the queue any more.
          stop();
          await (raw.getDb() as unknown as { close(): Promise<void> }).close();
          supervisor = setInterval(() => void main.boss.supervise(name), 500);
        },
      };
    },
    cancel: async (id) => void (await main.boss.cancel(name, id)),
    async truth() {
      const { rows } = await main.raw.getDb().executeSql(
        `SELECT
          count(*) FILTER (WHERE state = 'completed')::int AS completed,
          count(*) FILTER (WHERE state = 'failed')::int AS failed,
          count(*) FILTER (WHERE state < 'active' AND start_after <= now())::int AS waiting,
          count(*) FILTER (WHERE state < 'active' AND start_after > now())::int AS delayed,
          count(*) FILTER (WHERE state = 'active')::int AS active
        FROM pgboss.job WHERE name = $1`,
        [name],
      );
      return rows[0];
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      clearInterval(supervisor);
      main.stop();
      await Promise.all([...bosses].map((boss) => boss.stop({ graceful: false })));
    },
  };
}

function dataOf({ name, payload }: TckJob): Envelope {
  return { kind: name, payload };
}

function optionsOf(job: TckJob): SendOptions {
  const { attempts = 1, backoffMs = 0, delayMs = 0, timeoutMs, dedupeKey } = job;
  return {
    retryLimit: attempts - 1,
    retryDelay: Math.ceil(backoffMs / 1_000),
    ...(delayMs > 0 && { startAfter: Math.ceil(delayMs / 1_000) }),
    // After this time a job is given up whose worker died.
    expireInSeconds: Math.max(1, Math.ceil((timeoutMs ?? 3_000) / 1_000)),
    ...(dedupeKey !== undefined && { singletonKey: dedupeKey, singletonSeconds: 3_600 }),
  };
}
