/** Two worker processes against a real Redis and a real OTLP receiver: telemetry equals BullMQ's own records, to the job. */
import { fileURLToPath } from 'node:url';
import { observeBullmqQueue } from '@fluxora/telemetry-job-runner/bullmq';
import { type OtlpReceiver, startOtlpReceiver } from '@fluxora/telemetry-testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { canStartRedis, type RedisServer, startRedis } from '../data-stores/redis-server.ts';
import { startFile } from '../e2e/run-program.ts';
import { BullmqSetUp } from './bullmq-set-up.ts';

const PROGRAM = fileURLToPath(new URL('programs/bullmq-worker.mjs', import.meta.url));
const JOBS = 10_000;

describe.runIf(canStartRedis || process.env.CI)('BullMQ in two worker processes', () => {
  let redis: RedisServer;
  let receiver: OtlpReceiver;
  beforeAll(async () => {
    [redis, receiver] = await Promise.all([startRedis(), startOtlpReceiver()]);
  });
  afterAll(() => Promise.all([receiver.close(), redis.stop()]));

  /** Over all processes. */
  const sum = (name: string, outcome?: string): number =>
    receiver
      .metrics()
      .filter((metric) => metric.name === name)
      .flatMap((metric) => metric.points)
      .filter(({ attributes }) => !outcome || attributes['fluxora.job.outcome'] === outcome)
      .reduce((total, point) => total + (point.value ?? point.count ?? 0), 0);

  test(`${JOBS} jobs with random failures: finished by outcome equals the queue's records`, async () => {
    await using s = new BullmqSetUp(redis.url);
    observeBullmqQueue(s.queue);
    const depth = (state: string) =>
      s.sum('fluxora.job.queue.depth', { 'fluxora.job.queue.state': state });
    for (let from = 0; from < JOBS; from += 1_000) {
      await s.queue.addBulk(
        Array.from({ length: 1_000 }, (_, index) => ({
          name: `job-${index % 5}`,
          data: { failures: 0.4 },
          opts: {
            attempts: 2 + (index % 2),
            ...(index % 10 === 0 && { backoff: 20 }),
            ...(index % 100 === 0 && { delay: 1_000 }),
          },
        })),
      );
    }
    await s.t.collect();
    const before = await s.queue.getJobCounts();
    expect({ waiting: depth('waiting'), delayed: depth('delayed') }).toEqual({
      waiting: before.waiting,
      delayed: before.delayed,
    });
    const [oldest] = await s.queue.getWaiting(0, 0);
    const age = s.sum('fluxora.job.queue.oldest_age');
    expect(Math.abs(age - (Date.now() - (oldest?.timestamp ?? 0)) / 1_000)).toBeLessThan(2);

    const workers = await Promise.all(
      [1, 2].map(async () => {
        const worker = startFile(PROGRAM, {
          env: {
            OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
            OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
            OTEL_TRACES_EXPORTER: 'none',
            REDIS_URL: redis.url,
            QUEUE: s.name,
          },
          timeoutMs: 55_000,
        });
        await worker.said('works');
        return worker;
      }),
    );
    await vi.waitFor(
      async () => {
        const { completed = 0, failed = 0 } = await s.queue.getJobCounts('completed', 'failed');
        expect(completed + failed).toBe(JOBS);
      },
      { timeout: 45_000, interval: 200 },
    );
    for (const worker of workers) worker.process.kill('SIGTERM');
    for (const worker of workers) expect((await worker.result).stderr).toBe('');

    const { completed, failed = 0 } = await s.queue.getJobCounts();
    let starts = 0;
    for (let from = 0; from < JOBS; from += 1_000) {
      const jobs = await s.queue.getJobs(['completed', 'failed'], from, from + 999);
      starts += jobs.reduce((all, job) => all + job.attemptsStarted, 0);
    }
    console.info(`BullMQ: ${completed} completed, ${failed} failed, ${starts} starts`);
    expect({
      enqueued: s.sum('fluxora.job.enqueued'),
      ok: sum('fluxora.job.finished', 'ok'),
      failed: sum('fluxora.job.finished', 'failed'),
      finished: sum('fluxora.job.finished'),
      deadLettered: sum('fluxora.job.dead_lettered'),
      started: sum('fluxora.job.started'),
      retries: sum('fluxora.job.retries'),
      durations: sum('fluxora.job.duration'),
      endToEnd: sum('fluxora.job.end_to_end.duration'),
      waits: sum('fluxora.job.wait.duration'),
      stalled: sum('fluxora.job.stalled'),
      active: sum('fluxora.job.active.count'),
    }).toEqual({
      enqueued: JOBS,
      ok: completed,
      failed,
      finished: JOBS,
      deadLettered: failed,
      started: starts,
      retries: starts - JOBS,
      durations: starts,
      endToEnd: JOBS,
      waits: JOBS,
      stalled: 0,
      active: 0,
    });
    expect(failed).toBeGreaterThan(0);
    await s.t.collect();
    expect({
      completed: depth('completed'),
      failed: depth('failed'),
      waiting: depth('waiting'),
      age: s.sum('fluxora.job.queue.oldest_age'),
    }).toEqual({ completed, failed, waiting: 0, age: 0 });
  });
});
