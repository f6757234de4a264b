/** BullMQ with our telemetry does what it does without: same results, same events, same commands to Redis. */
import {
  bullmqTelemetry,
  instrumentBullmqProcessor,
  observeBullmqQueue,
  observeBullmqWorker,
} from '@fluxora/telemetry-job-runner/bullmq';
import { createTestTelemetry } from '@fluxora/telemetry-testing';
import { type Job, Queue, QueueEvents, type Telemetry, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, test, vi } from 'vitest';
import { canStartRedis, startRedis } from '../data-stores/redis-server.ts';

const JOBS = 60;

const process = async (job: Job): Promise<unknown> => {
  const { fails } = job.data as { fails: number };
  await job.updateProgress(job.attemptsStarted);
  if (job.attemptsStarted <= fails) throw new RangeError(`attempt ${job.attemptsStarted}`);
  return { id: job.id, data: job.data as unknown };
};

/** Ours, those of every new connection, and those that wait. */
const NOT_COMPARED = new Set([
  'info',
  'quit',
  'client|list',
  'client|setinfo',
  'hello',
  'ping',
  'bzpopmin',
  'xread',
]);

/** Calls of every command, by Redis's own books; those that wait for something are as many as the waiting took. */
async function commands(url: string): Promise<Record<string, number>> {
  const redis = new Redis(url);
  const info = await redis.info('commandstats');
  await redis.quit();
  const calls: Record<string, number> = {};
  for (const [, name = '', count] of info.matchAll(/^cmdstat_([\w|-]+):calls=(\d+)/gm)) {
    if (!NOT_COMPARED.has(name)) calls[name] = Number(count);
  }
  return calls;
}

/** Whether a worker waits for jobs. */
async function isIdle(url: string): Promise<boolean> {
  const redis = new Redis(url);
  const clients = String(await redis.client('LIST'));
  await redis.quit();
  return clients.includes(' cmd=bzpopmin ');
}

interface Seen {
  readonly commands: Record<string, number>;
  readonly events: Record<string, string[]>;
  readonly jobs: unknown[];
  readonly options: unknown[];
}

/** The same work on a Redis of its own: results, retries, failures, delays. */
async function work(
  telemetry: Telemetry | undefined,
  { isObserved = true, hasDelays }: { readonly isObserved?: boolean; readonly hasDelays: boolean },
): Promise<Seen> {
  const redis = await startRedis();
  const connection = { url: redis.url, maxRetriesPerRequest: null };
  const options = { connection, ...(telemetry && { telemetry }) };
  const queue = new Queue('same', options);
  const events = new QueueEvents('same', { connection, lastEventId: '0' });
  const seen: Record<string, string[]> = {};
  for (const event of ['added', 'waiting', 'active', 'delayed', 'completed', 'failed'] as const) {
    events.on(event, ({ jobId, ...rest }: { jobId: string }) => {
      (seen[jobId] ??= []).push(
        `${event} ${JSON.stringify(rest, (key, value) => (key === 'delay' ? 0 : value) as unknown)}`,
      );
    });
  }
  for (let index = 0; index < JOBS; index++) {
    await queue.add(
      `job-${index % 3}`,
      { fails: index % 4, text: 'ü'.repeat(index) },
      {
        attempts: 3,
        ...(hasDelays && index % 5 === 0 && { backoff: 10 }),
        ...(index % 7 === 0 && { priority: 2 }),
        ...(hasDelays && index % 11 === 0 && { delay: 20 }),
      },
    );
  }
  const worker = new Worker(
    'same',
    isObserved ? instrumentBullmqProcessor(process as never) : process,
    { ...options, concurrency: 1, stalledInterval: 60_000, lockDuration: 60_000 },
  );
  if (isObserved) {
    observeBullmqWorker(worker);
    observeBullmqQueue(queue);
  }
  const ended = (): number =>
    Object.values(seen).filter((all) => /^(completed|failed)/.test(all.at(-1) ?? '')).length;
  await vi.waitFor(() => expect(ended()).toBe(JOBS), { timeout: 20_000, interval: 20 });
  // Until it waits for more: how often it looks on its way there and while it closes depends on the moment.
  await vi.waitFor(async () => expect(await isIdle(redis.url)).toBe(true), { interval: 20 });
  const calls = await commands(redis.url);
  await worker.close();
  const stored = await queue.getJobs(['completed', 'failed'], 0, -1, true);
  const byId = stored.toSorted((a, b) => Number(a.id) - Number(b.id));
  await Promise.all([queue.close(), events.close()]);
  await redis.stop();
  return {
    commands: calls,
    events: seen,
    jobs: byId.map((job) => ({
      id: job.id,
      name: job.name,
      data: job.data as unknown,
      returnvalue: job.returnvalue as unknown,
      failedReason: job.failedReason,
      attemptsMade: job.attemptsMade,
      progress: job.progress,
    })),
    options: byId.map(({ opts }) => opts),
  };
}

describe.runIf(canStartRedis || globalThis.process.env.CI)('BullMQ with telemetry', () => {
  const both = async (options: { readonly hasDelays: boolean }) => {
    const bare = await work(undefined, { ...options, isObserved: false });
    const telemetry = createTestTelemetry({ globals: true });
    const ours = await work(bullmqTelemetry({ providers: telemetry.providers }), options);
    await telemetry.dispose();
    expect(telemetry.drops.lost()).toBe(0);
    return { bare, ours };
  };

  test('gives the same results, retries and events as without, delays and back-off included', async () => {
    const { bare, ours } = await both({ hasDelays: true });
    expect(ours.jobs).toEqual(bare.jobs);
    expect(ours.events).toEqual(bare.events);
    // Only this is new, beside the user's own options.
    const metadata = expect.stringMatching(/^\{"traceparent":"00-[\da-f-]+"\}$/) as unknown;
    expect(ours.options).toEqual(
      bare.options.map((options) => ({ ...(options as object), telemetry: { metadata } })),
    );
  });

  // Without delays: how often a worker looks whether one is over depends on the moment.
  test('by the same commands to Redis, to the last one', async () => {
    const { bare, ours } = await both({ hasDelays: false });
    console.info(`commands for ${JOBS} jobs: ${JSON.stringify(ours.commands)}`);
    expect(ours.commands).toEqual(bare.commands);
    expect(ours.events).toEqual(bare.events);
    expect(bare.commands.evalsha).toBeGreaterThan(2 * JOBS);
  });

  test('and without an SDK stores nothing in the job', async () => {
    const bare = await work(undefined, { hasDelays: false, isObserved: false });
    const off = await work(bullmqTelemetry(), { hasDelays: false });
    expect(off).toEqual(bare);
  });
});
