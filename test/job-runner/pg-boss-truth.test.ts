/** Two worker processes against a real PostgreSQL and a real OTLP receiver: telemetry equals the tables, to the job. */
import { fileURLToPath } from 'node:url';
import { instrumentPgBoss, pgBossOpenTelemetry } from '@fluxora/telemetry-job-runner/pg-boss';
import {
  createTestTelemetry,
  type OtlpReceiver,
  startOtlpReceiver,
} from '@fluxora/telemetry-testing';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  canStartPostgres,
  type PostgresServer,
  startPostgres,
} from '../data-stores/postgres-server.ts';
import { startFile } from '../e2e/run-program.ts';

const PROGRAM = fileURLToPath(new URL('programs/pg-boss-worker.mjs', import.meta.url));
const JOBS = 10_000;

describe.runIf(canStartPostgres || process.env.CI)('pg-boss in two worker processes', () => {
  let postgres: PostgresServer;
  let receiver: OtlpReceiver;
  let raw: PgBoss;
  beforeAll(async () => {
    [postgres, receiver] = await Promise.all([startPostgres(), startOtlpReceiver()]);
    raw = new PgBoss({
      connectionString: postgres.url,
      schedule: false,
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 1,
      openTelemetry: pgBossOpenTelemetry(),
    });
    raw.on('error', () => undefined);
    await raw.start();
  });
  afterAll(async () => {
    await raw.stop({ graceful: false });
    await Promise.all([receiver.close(), postgres.stop()]);
  });

  const startWorker = async (queue: string) => {
    const worker = startFile(PROGRAM, {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        POSTGRES_URL: postgres.url,
        QUEUE: queue,
      },
      timeoutMs: 60_000,
    });
    await worker.said('works');
    return worker;
  };
  const rows = async (queue: string) => {
    const { rows: states } = await raw.getDb().executeSql(
      `SELECT state::text, count(*)::int AS jobs, sum(retry_count)::int AS retries, count(dead_letter)::int AS dead
       FROM pgboss.job WHERE name = $1 GROUP BY state`,
      [queue],
    );
    const of = (state: string) =>
      (states as { state: string; jobs: number; retries: number }[]).find(
        (row) => row.state === state,
      );
    return { states, of };
  };
  /** Over all processes. */
  const sum = (queue: string, name: string, outcome?: string): number =>
    receiver
      .metrics()
      .filter((metric) => metric.name === name)
      .flatMap((metric) => metric.points)
      .filter(
        ({ attributes }) =>
          attributes['fluxora.job.queue'] === queue &&
          (outcome === undefined || attributes['fluxora.job.outcome'] === outcome),
      )
      .reduce((total, point) => total + (point.value ?? 0), 0);

  test(`${JOBS} jobs with random failures: finished by outcome equals the tables`, async () => {
    const telemetry = createTestTelemetry({ globals: true });
    const { boss, observeQueue } = instrumentPgBoss(raw, { providers: telemetry.providers });
    const points = (name: string) =>
      telemetry.totals().find((metric) => metric.name === name)?.points ?? [];
    const depth = (state: string) =>
      points('fluxora.job.queue.depth').find(
        (point) => point.attributes['fluxora.job.queue.state'] === state,
      )?.value;
    await boss.createQueue('truth-dead');
    await boss.createQueue('truth', { retryLimit: 2, deadLetter: 'truth-dead' });
    await boss.insert(
      'truth',
      Array.from({ length: JOBS }, (_, index) => ({
        data: { failures: 0.4, poison: 0.02, index },
        ...(index % 100 === 0 && { startAfter: 2 }),
      })),
    );
    observeQueue('truth');
    await telemetry.collect();
    const { rows: direct } = await raw.getDb().executeSql(
      `SELECT count(*) FILTER (WHERE start_after <= now())::int AS waiting,
              count(*) FILTER (WHERE start_after > now())::int AS delayed,
              extract(epoch FROM now() - min(start_after))::float8 AS age
       FROM pgboss.job WHERE name = 'truth'`,
    );
    const [truth] = direct as { waiting: number; delayed: number; age: number }[];
    expect([depth('waiting'), depth('delayed')]).toEqual([truth?.waiting, truth?.delayed]);
    expect(truth).toMatchObject({ waiting: JOBS - JOBS / 100, delayed: JOBS / 100 });
    const age = points('fluxora.job.queue.oldest_age')[0]?.value ?? 0;
    expect(Math.abs(age - (truth?.age ?? 0))).toBeLessThan(0.5);

    const workers = await Promise.all([startWorker('truth'), startWorker('truth')]);
    await vi.waitFor(
      async () => {
        const { of } = await rows('truth');
        expect((of('completed')?.jobs ?? 0) + (of('failed')?.jobs ?? 0)).toBe(JOBS);
      },
      { timeout: 50_000, interval: 250 },
    );
    for (const worker of workers) worker.process.kill('SIGTERM');
    for (const worker of workers) expect((await worker.result).stderr).toBe('');

    const { of } = await rows('truth');
    const dead = await rows('truth-dead');
    const [completed, failed] = [of('completed')?.jobs ?? 0, of('failed')?.jobs ?? 0];
    const retries = (of('completed')?.retries ?? 0) + (of('failed')?.retries ?? 0);
    console.info(`pg-boss: ${completed} completed, ${failed} failed, ${retries} retries`);
    expect({
      ok: sum('truth', 'fluxora.job.finished', 'ok'),
      failed: sum('truth', 'fluxora.job.finished', 'failed'),
      retries: sum('truth', 'fluxora.job.retries'),
      started: sum('truth', 'fluxora.job.started'),
      deadLettered: sum('truth', 'fluxora.job.dead_lettered'),
      active: sum('truth', 'fluxora.job.active.count'),
    }).toEqual({
      ok: completed,
      failed,
      retries,
      started: JOBS + retries,
      deadLettered: dead.of('created')?.jobs,
      active: 0,
    });
    expect(failed).toBeGreaterThan(0);
    expect(points('fluxora.job.enqueued')[0]?.value).toBe(JOBS);
    await telemetry.dispose();
  });

  test('a worker that is killed leaves stalled jobs: one runs again, one is given up', async () => {
    const telemetry = createTestTelemetry({ globals: true });
    const { boss, observeQueue } = instrumentPgBoss(raw, { providers: telemetry.providers });
    await boss.createQueue('killed', { expireInSeconds: 1 });
    observeQueue('killed', { countExpired: true });
    await telemetry.collect();
    const data = { hang: true };
    await boss.insert('killed', [
      { data, retryLimit: 1 },
      { data, retryLimit: 0 },
    ]);
    const worker = await startWorker('killed');
    await worker.said('hangs');
    worker.process.kill('SIGKILL');
    expect(await worker.result).toMatchObject({ signal: 'SIGKILL' });

    const seen: unknown[] = [];
    await boss.work(
      'killed',
      { pollingIntervalSeconds: 0.5, includeMetadata: true },
      async (jobs) => {
        for (const job of jobs) seen.push([job.retryCount, job.output]);
      },
    );
    const total = (name: string, outcome?: string) =>
      (telemetry.totals().find((metric) => metric.name === name)?.points ?? [])
        .filter((point) => !outcome || point.attributes['fluxora.job.outcome'] === outcome)
        .reduce((all, point) => all + (point.value ?? 0), 0);
    await vi.waitFor(
      async () => {
        await telemetry.collect();
        expect(total('fluxora.job.stalled')).toBe(2);
        expect(total('fluxora.job.finished')).toBe(2);
      },
      { timeout: 30_000, interval: 500 },
    );
    // Looking again counts nothing twice.
    await telemetry.collect();
    expect({
      stalled: total('fluxora.job.stalled'),
      ok: total('fluxora.job.finished', 'ok'),
      failed: total('fluxora.job.finished', 'failed'),
    }).toEqual({ stalled: 2, ok: 1, failed: 1 });
    expect(seen).toEqual([[1, { value: { message: 'job timed out' } }]]);
    const { of } = await rows('killed');
    expect({ completed: of('completed')?.jobs, failed: of('failed')?.jobs }).toEqual({
      completed: 1,
      failed: 1,
    });
    await boss.offWork('killed');
    await telemetry.dispose();
  });
});
