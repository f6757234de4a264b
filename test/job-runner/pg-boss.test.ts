/** pg-boss against a real PostgreSQL: what it does stays the same, and what is said of it is right. */
import { TelemetryError } from '@fluxora/telemetry-core';
import { jobCatalog } from '@fluxora/telemetry-job-runner';
import { instrumentPgBoss, pgBossOpenTelemetry } from '@fluxora/telemetry-job-runner/pg-boss';
import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { trace } from '@opentelemetry/api';
import { Pool } from 'pg';
import { type JobWithMetadata, PgBoss, type WorkOptions } from 'pg-boss';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  canStartPostgres,
  type PostgresServer,
  startPostgres,
} from '../data-stores/postgres-server.ts';

const POLL = { pollingIntervalSeconds: 0.5 } as const;

describe.runIf(canStartPostgres || process.env.CI)('pg-boss', () => {
  let postgres: PostgresServer;
  let pool: Pool;
  const cleanUps: (() => unknown)[] = [];
  beforeAll(async () => {
    postgres = await startPostgres();
    pool = new Pool({ connectionString: postgres.url, max: 8 });
    pool.on('error', () => undefined);
  });
  afterAll(async () => {
    await pool.end();
    await postgres.stop();
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });

  /** A pg-boss that writes down every statement that finds or changes something. */
  const startBoss = async (openTelemetry = pgBossOpenTelemetry()) => {
    const statements: string[] = [];
    const executeSql = async (text: string, values?: unknown[]) => {
      const result = await pool.query(text, values);
      const rows = (Array.isArray(result) ? result : [result]).flatMap((each) => each.rows);
      const kind = /\b(INSERT|UPDATE|DELETE|SELECT)\b/.exec(text)?.[1] ?? 'other';
      const isEmptyPoll = text.includes('started_on = ') && rows.length === 0;
      if (!isEmptyPoll) statements.push(kind);
      return { rows };
    };
    const boss = new PgBoss({
      db: { executeSql },
      supervise: false,
      schedule: false,
      openTelemetry,
    });
    boss.on('error', () => undefined);
    await boss.start();
    cleanUps.push(() => boss.stop({ graceful: false }));
    return { boss, statements };
  };
  const setUp = async (options = {}) => {
    const telemetry = createTestTelemetry({ globals: true });
    cleanUps.push(() => telemetry.dispose());
    const { boss: raw, statements } = await startBoss();
    const jobs = instrumentPgBoss(raw, { providers: telemetry.providers, ...options });
    cleanUps.push(() => jobs.stop());
    const points = (name: string) =>
      telemetry.totals().find((metric) => metric.name === name)?.points ?? [];
    const sum = (name: string, attributes: object = {}) =>
      points(name)
        .filter((point) =>
          Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
        )
        .reduce((total, point) => total + (point.value ?? point.count ?? 0), 0);
    const attempts = () => telemetry.spans().filter((span) => span.kind === 'consumer');
    return { telemetry, raw, statements, ...jobs, points, sum, attempts };
  };
  const until = (check: () => unknown) => vi.waitFor(check, { timeout: 15_000, interval: 20 });
  const stateOf = async (boss: PgBoss, queue: string, id: string | null) => {
    const [job] = await boss.findJobs(queue, { id: id ?? '' });
    return job;
  };

  test('the same statements, in the same number, with and without telemetry', async () => {
    const play = async (boss: PgBoss, queue: string, statements: string[]) => {
      await boss.createQueue(queue, { retryLimit: 1, retryDelay: 0 });
      statements.length = 0;
      const ends: string[] = [];
      const results: unknown[] = [];
      results.push(typeof (await boss.send(queue, { fail: false })));
      results.push(typeof (await boss.send(queue, { fail: true }, { priority: 1 })));
      const slot = { singletonKey: 'a', singletonSeconds: 600 };
      results.push(typeof (await boss.send(queue, {}, slot)), await boss.send(queue, {}, slot));
      results.push(await boss.insert(queue, [{ data: { fail: false } }, { data: { fail: true } }]));
      results.push((await boss.upsert(queue, {}, { singletonKey: 'u' })).inserted);
      await boss.work(queue, POLL, async ([job]) => {
        if ((job?.data as { fail?: boolean } | undefined)?.fail === true)
          throw new Error('on purpose');
        return { done: true };
      });
      const count = async () => {
        const { rows } = await pool.query(
          `SELECT state::text, count(*)::int AS jobs, sum(retry_count)::int AS retries
           FROM pgboss.job WHERE name = $1 GROUP BY 1 ORDER BY 1`,
          [queue],
        );
        return rows as { state: string; jobs: number }[];
      };
      await until(async () => expect(await count()).toHaveLength(2));
      await until(async () =>
        expect((await count()).map(({ state }) => state)).toEqual(['completed', 'failed']),
      );
      await boss.offWork(queue);
      return { ends, results, states: await count(), statements: statements.toSorted() };
    };
    const bare = await startBoss({});
    const expected = await play(bare.boss, 'bare', bare.statements);
    const { boss, statements, sum } = await setUp();
    const found = await play(boss, 'watched', statements);
    console.info(`pg-boss: ${found.statements.length} statements with and without telemetry`);
    expect(found).toEqual(expected);
    expect(found.statements.length).toBeGreaterThan(15);
    expect(sum('fluxora.job.enqueued')).toBe(6);
    expect(sum('fluxora.job.deduplicated')).toBe(1);
  });

  test('handlers get what they would get, and give what they would give', async () => {
    const seenBy = async (boss: PgBoss, queue: string, options: WorkOptions) => {
      await boss.createQueue(queue);
      const id = await boss.send(queue, { site: 'berlin' });
      let keys: string[] = [];
      let others = 0;
      await boss.work(queue, { ...POLL, ...options }, async (...args: unknown[]) => {
        const [[job]] = args as [[object]];
        keys = Object.keys(job);
        others = args.length - 1;
        return { forecast: 42 };
      });
      await until(async () => expect((await stateOf(boss, queue, id))?.state).toBe('completed'));
      await boss.offWork(queue);
      return { keys, others, output: (await stateOf(boss, queue, id))?.output };
    };
    const bare = await startBoss({});
    const { boss, telemetry } = await setUp();
    for (const [name, options] of [
      ['plain', {}],
      ['metadata', { includeMetadata: true }],
    ] as const) {
      const expected = await seenBy(bare.boss, `bare-${name}`, options);
      expect(await seenBy(boss, `seen-${name}`, options)).toEqual(expected);
    }
    await telemetry.collect();
    assertConventions(telemetry, [jobCatalog]);
  });

  test('wrong arguments are refused by pg-boss in its own words', async () => {
    const { raw, boss, sum } = await setUp();
    const wrong: [string, unknown[]][] = [
      ['send', []],
      ['send', ['no-such-queue', {}]],
      ['work', ['q']],
      ['work', ['q', { batchSize: 0 }, async () => undefined]],
      ['work', ['q', { includeMetadata: 1 }, async () => undefined]],
      ['insert', ['q', 'x']],
      ['flow', [[]]],
      ['cancel', ['q']],
    ];
    for (const [method, args] of wrong) {
      const call = async (target: PgBoss) => {
        const methods = target as unknown as Record<string, (...all: unknown[]) => unknown>;
        return methods[method]?.(...args);
      };
      const message = await call(raw).catch((error: Error) => error.message);
      expect(typeof message).toBe('string');
      await expect(call(boss)).rejects.toThrow(message);
    }
    expect(sum('fluxora.job.enqueued')).toBe(0);
  });

  test('a retry waits for its back-off, which is no wait; the last failure goes to the dead letters', async () => {
    const { boss, sum, points, attempts, telemetry } = await setUp();
    await boss.createQueue('dead');
    await boss.createQueue('backoff', { retryLimit: 1, retryDelay: 1, deadLetter: 'dead' });
    await boss.work('backoff', POLL, async () => {
      throw new RangeError('no weather');
    });
    const tracer = telemetry.providers.tracerProvider.getTracer('api');
    const origin = await tracer.startActiveSpan('request', async (span) => {
      await boss.send('backoff', {});
      span.end();
      return span.spanContext();
    });
    await until(() => expect(sum('fluxora.job.finished')).toBe(1));
    const failed = { 'fluxora.job.outcome': 'failed', 'error.type': 'RangeError' };
    expect(sum('fluxora.job.finished', failed)).toBe(1);
    expect(sum('fluxora.job.retries', failed)).toBe(1);
    expect(sum('fluxora.job.dead_lettered')).toBe(1);
    const [wait] = points('fluxora.job.wait.duration');
    const [endToEnd] = points('fluxora.job.end_to_end.duration');
    expect(endToEnd?.sum).toBeGreaterThan(1);
    // Of two attempts, each at most one poll late; the second of back-off is not in it.
    expect(wait).toMatchObject({ count: 2 });
    expect(endToEnd?.sum).toBeGreaterThan((wait?.sum ?? 0) + 0.9);

    // The copy in the dead letter queue still knows where it came from.
    await boss.work('dead', POLL, async () => undefined);
    await until(() => expect(sum('fluxora.job.finished')).toBe(2));
    const sent = telemetry.spans().find((span) => span.kind === 'producer');
    expect(sent).toMatchObject({ traceId: origin.traceId, name: 'send backoff' });
    expect(attempts()).toHaveLength(3);
    for (const span of attempts()) {
      expect(span.links).toMatchObject([{ traceId: sent?.traceId, spanId: sent?.spanId }]);
    }
    assertConventions(telemetry, [jobCatalog]);
  });

  test('in a batch each job has its own end, retry and link', async () => {
    const { boss, sum, attempts, telemetry } = await setUp();
    await boss.createQueue('batch', { retryLimit: 0 });
    for (const result of ['completed', 'failed', 'deadletter', 'forgotten']) {
      await boss.send('batch', { result });
    }
    await boss.work('batch', { ...POLL, batchSize: 4, perJobResults: true }, async (jobs) =>
      jobs.map(({ id, data }) => ({
        id,
        status: (data as { result: 'completed' }).result,
      })),
    );
    await until(() => expect(sum('fluxora.job.finished')).toBe(4));
    expect(sum('fluxora.job.finished', { 'fluxora.job.outcome': 'ok' })).toBe(1);
    expect(sum('fluxora.job.finished', { 'fluxora.job.outcome': 'failed' })).toBe(3);
    const [attempt, ...others] = attempts();
    expect(others).toEqual([]);
    expect(attempt?.attributes['messaging.batch.message_count']).toBe(4);
    const sent = telemetry.spans().filter((span) => span.kind === 'producer');
    expect(new Set(attempt?.links.map((link) => link.spanId))).toEqual(
      new Set(sent.map((span) => span.spanId)),
    );
    await until(async () => {
      const { rows } = await pool.query(
        `SELECT state::text, count(*)::int FROM pgboss.job WHERE name = 'batch' GROUP BY 1 ORDER BY 1`,
      );
      expect(rows).toEqual([
        { state: 'completed', count: 1 },
        { state: 'failed', count: 3 },
      ]);
    });
    assertConventions(telemetry, [jobCatalog]);
  });

  test('a handler that ignores its time is timed out when pg-boss says so, not when it returns', async () => {
    const { boss, sum, attempts } = await setUp();
    await boss.createQueue('slow', { retryLimit: 0, expireInSeconds: 1 });
    const id = await boss.send('slow', {});
    let release = (): void => undefined;
    await boss.work('slow', POLL, () => new Promise<void>((resolve) => (release = resolve)));
    await until(() => expect(sum('fluxora.job.finished')).toBe(1));
    expect(sum('fluxora.job.finished', { 'fluxora.job.outcome': 'timed_out' })).toBe(1);
    await until(async () => expect((await stateOf(boss, 'slow', id))?.state).toBe('failed'));
    release();
    await boss.offWork('slow');
    expect(sum('fluxora.job.finished')).toBe(1);
    expect(attempts()[0]).toMatchObject({
      attributes: { 'error.type': 'timeout', 'fluxora.job.timeout': 1 },
      status: { code: 'error' },
    });
  });

  test('a stop that does not wait hands back what runs, and counts it as a retry', async () => {
    const { boss, sum } = await setUp();
    await boss.createQueue('stop', { retryLimit: 3 });
    const id = await boss.send('stop', {});
    let isRunning = false;
    await boss.work('stop', POLL, () => {
      isRunning = true;
      return new Promise(() => undefined);
    });
    await until(() => expect(isRunning).toBe(true));
    await boss.stop({ graceful: false });
    const { rows } = await pool.query('SELECT state::text FROM pgboss.job WHERE id = $1', [id]);
    expect(rows).toEqual([{ state: 'retry' }]);
    expect(sum('fluxora.job.retries', { 'fluxora.job.outcome': 'cancelled' })).toBe(1);
    expect(sum('fluxora.job.active.count')).toBe(0);
  });

  test('cancelling counts once, whether the job waits or runs', async () => {
    const { boss, sum } = await setUp();
    await boss.createQueue('cancel');
    const waiting = await boss.send('cancel', {}, { startAfter: 60 });
    await boss.cancel('cancel', waiting ?? '');
    await boss.cancel('cancel', waiting ?? '');
    const running = await boss.send('cancel', {});
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let isRunning = false;
    await boss.work('cancel', POLL, async () => {
      isRunning = true;
      await gate;
    });
    await until(() => expect(isRunning).toBe(true));
    await boss.cancel('cancel', running ?? '');
    release();
    await boss.offWork('cancel');
    expect(sum('fluxora.job.finished', { 'fluxora.job.outcome': 'cancelled' })).toBe(2);
    expect(sum('fluxora.job.finished')).toBe(2);
    expect((await stateOf(boss, 'cancel', running))?.state).toBe('cancelled');
  });

  test('what a handler does, and how pg-boss settles it, belongs to the attempt', async () => {
    const { boss, sum, attempts, telemetry } = await setUp();
    await boss.createQueue('inside');
    let active: string | undefined;
    const transaction = { ...POLL, includeMetadata: true } as const;
    await boss.work('inside', transaction, async ([job]) => {
      active = trace.getActiveSpan()?.spanContext().spanId;
      expect((job as JobWithMetadata).state).toBe('active');
    });
    await boss.send('inside', {});
    await until(() => expect(sum('fluxora.job.finished')).toBe(1));
    expect(active).toBe(attempts()[0]?.spanId);
    await telemetry.collect();
    expect(sum('fluxora.job.concurrency.limit')).toBe(1);
  });

  test('a garbage carrier in the table costs the link and nothing else', async () => {
    const { boss, sum, attempts } = await setUp();
    await boss.createQueue('garbage');
    const carriers = ['{"traceparent": 7}', '[1, 2]', '{"traceparent": "00-zz"}', '{"a": {}}', '7'];
    for (const carrier of carriers) {
      const id = await boss.send('garbage', { fine: true });
      await pool.query('UPDATE pgboss.job SET trace_context = $2::jsonb WHERE id = $1', [
        id,
        carrier,
      ]);
    }
    const seen: unknown[] = [];
    const batch = { ...POLL, batchSize: 2, burstWhenBatchFull: true };
    await boss.work('garbage', batch, async (jobs) => {
      seen.push(...jobs.map((job) => job.data));
    });
    await until(() => expect(sum('fluxora.job.finished')).toBe(carriers.length));
    expect(seen).toEqual(carriers.map(() => ({ fine: true })));
    expect(attempts().flatMap((span) => span.links)).toEqual([]);
  });

  test('made without our option, jobs are counted but not linked, and a notice says why', async () => {
    const telemetry = createTestTelemetry({ globals: true });
    cleanUps.push(() => telemetry.dispose());
    const said: string[] = [];
    const notices = { once: (_: string, text: string) => said.push(text) };
    const { boss: raw } = await startBoss({});
    const { boss } = instrumentPgBoss(raw, {
      providers: { ...telemetry.providers, notices: notices as never },
    });
    await boss.createQueue('unlinked');
    await boss.work('unlinked', POLL, async () => undefined);
    await boss.send('unlinked', {});
    await until(() => {
      const own = telemetry.spans().filter(({ scope }) => scope.name === jobCatalog.name);
      expect(own.map((span) => span.kind)).toEqual(['producer', 'consumer']);
    });
    expect(said).toEqual([expect.stringContaining('openTelemetry: pgBossOpenTelemetry()')]);
  });
});

describe('instrumentPgBoss refuses', () => {
  const problemsOf = (boss: unknown, options?: unknown): readonly string[] => {
    try {
      instrumentPgBoss(boss as PgBoss, options as never);
    } catch (error) {
      expect(error).toBeInstanceOf(TelemetryError);
      expect((error as TelemetryError).code).toBe('options.invalid');
      return (error as TelemetryError).problems;
    }
    return [];
  };
  const boss = new PgBoss('postgres://nobody@127.0.0.1:1/none');

  test.each([
    [undefined, 'Pass the instance'],
    [PgBoss, 'Pass the instance'],
    [{ send: () => undefined, work: () => undefined }, 'older than 12.38. Install pg-boss@12'],
    [new Pool(), 'lacks send, insert'],
  ])('what is no pg-boss 12: %o', (wrong, advice) => {
    expect(problemsOf(wrong)).toEqual([expect.stringContaining(advice)]);
  });

  test('wrong options, all at once', () => {
    const problems = problemsOf(boss, {
      jobName: 'x',
      schema: "p'; DROP",
      parentWithinMs: -1,
      x: 1,
    });
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toContain('Use the schema that pg-boss was made with');
    expect(problemsOf(boss, { schema: '"My-Schema"' })).toEqual([]);
  });
});
