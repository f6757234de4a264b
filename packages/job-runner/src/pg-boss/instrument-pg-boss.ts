import { type Providers, runInContext } from '@fluxora/telemetry-core';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import type { JobWithMetadata, PgBoss, WorkOptions } from 'pg-boss';
import type { JobClock } from '../adapter.ts';
import { SYSTEM_CLOCK } from '../system-clock.ts';
import { likeFunction } from '../wrap-function.ts';
import { Delivery } from './delivery.ts';
import { callBoss, enqueueMethods } from './enqueue.ts';
import { checkPgBoss } from './options.ts';
import { PgBossQueues } from './queues.ts';
import { QueueReading } from './read-queue.ts';

export interface PgBossTelemetryOptions {
  /**
   * Tells kinds of jobs apart that share a queue: `(queue, data) => name`. Names come from code: every distinct one is a time
   * series. @defaultValue the name of the queue
   */
  readonly jobName?: (queue: string, data: unknown) => string;
  /** The schema that pg-boss was made with; for `observeQueue` only. @defaultValue `pgboss` */
  readonly schema?: string;
  /** @see JobReporterOptions.parentWithinMs */
  readonly parentWithinMs?: number;
  readonly providers?: Providers;
  /** For tests. @defaultValue the process's clocks */
  readonly clock?: JobClock;
}

export interface ObservePgBossQueueOptions {
  /**
   * Counts jobs that expired in their last attempt (`stalled`, `finished` as `failed`): nobody works on those again, so nobody else
   * can. For exactly one of the processes that observe this queue. @defaultValue false
   */
  readonly countExpired?: boolean;
  /** A read that takes longer is given up and counted. Milliseconds. @defaultValue 5_000 */
  readonly timeoutMs?: number;
}

/** A pg-boss that says what its jobs do. */
export interface InstrumentedPgBoss {
  /** The same pg-boss, to be used instead of the one that was given: what goes past it is not seen. */
  readonly boss: PgBoss;
  /**
   * Reports depth by state and the age of the oldest waiting job: one statement per collection of metrics, none in between.
   *
   * @returns A function that stops it. It may be called twice.
   */
  readonly observeQueue: (queue: string, options?: ObservePgBossQueueOptions) => () => void;
  /** Stops observing. Jobs that run still end properly. May be called twice. pg-boss itself goes on. */
  readonly stop: () => void;
}

/**
 * Has everything that goes through `boss` traced, timed and counted: `send` and its relatives, `insert`, `upsert`, `flow`, `work` and
 * `cancel`; all else passes through. pg-boss itself is not changed. No statement is added: `work` asks for metadata in the statement
 * that fetches anyway, and takes it off again where the handler did not ask for it.
 *
 * Needs pg-boss 12.38 or later, made with `openTelemetry: pgBossOpenTelemetry()` for links between jobs and where they came from.
 *
 * @throws TelemetryError `options.invalid` that lists every problem.
 *
 * @example
 * const { boss, observeQueue } = instrumentPgBoss(new PgBoss({ connectionString, openTelemetry: pgBossOpenTelemetry() }));
 * await boss.start();
 * await boss.work('forecast', async ([job]) => forecast(job.data.site));
 * await boss.send('forecast', { site: 'berlin' });
 * observeQueue('forecast');
 */
export function instrumentPgBoss(
  boss: PgBoss,
  options: PgBossTelemetryOptions = {},
): InstrumentedPgBoss {
  checkPgBoss(boss, options);
  const { clock = SYSTEM_CLOCK, providers = {}, schema = 'pgboss' } = options;
  const queues = new PgBossQueues(boss, { ...options, clock, providers });
  const deliveries = new Set<Delivery>();
  const methods: Record<PropertyKey, unknown> = {
    ...enqueueMethods(boss, queues),
    work: (...args: unknown[]) => work(boss, queues, deliveries, args),
    cancel: (...args: unknown[]) => cancel(boss, queues, deliveries, args),
  };
  return {
    boss: facade(boss, methods),
    observeQueue(queue, { countExpired = false, timeoutMs } = {}) {
      const reporter = queues.reporter(queue);
      const reading = new QueueReading(boss, queue, reporter, { clock, schema, countExpired });
      return reporter.observeQueue(
        () => reading.read(),
        timeoutMs === undefined ? {} : { timeoutMs },
      );
    },
    stop: () => queues.stop(),
  };
}

/** Looks and works like `boss`, whose methods keep their receiver: it has private members. */
function facade(boss: PgBoss, methods: Record<PropertyKey, unknown>): PgBoss {
  const bound = new Map<PropertyKey, unknown>();
  return new Proxy(boss, {
    get(target, key) {
      if (Object.hasOwn(methods, key)) return methods[key];
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function' || key === 'constructor') return value;
      let method = bound.get(key);
      if (method === undefined) {
        method = value.bind(target);
        bound.set(key, method);
      }
      return method;
    },
  });
}

type Handler = (...args: unknown[]) => unknown;

function work(
  boss: PgBoss,
  queues: PgBossQueues,
  deliveries: Set<Delivery>,
  args: unknown[],
): Promise<unknown> {
  const [queue, first, second] = args as [string, unknown, unknown];
  const handler = args.length > 2 ? second : first;
  const given = args.length > 2 ? first : undefined;
  const options = (given || {}) as WorkOptions;
  const isRight =
    typeof options === 'object' &&
    (!('includeMetadata' in options) || typeof options.includeMetadata === 'boolean');
  // Wrong arguments are for pg-boss to refuse.
  if (typeof handler !== 'function' || !isRight) return callBoss(boss, 'work', args);
  const wantsMetadata = options.includeMetadata === true;
  const hasResultPerJob = options.perJobResults === true;
  const watched = likeFunction(handler as Handler, (receiver, [jobs, ...rest]) => {
    const fetched = jobs as readonly JobWithMetadata<unknown>[];
    const delivery = new Delivery(queues, queue, fetched, (over) => deliveries.delete(over));
    deliveries.add(delivery);
    const seen = wantsMetadata ? fetched : fetched.map(withoutMetadata);
    return delivery.run(
      () => Reflect.apply(handler as Handler, receiver, [seen, ...rest]),
      hasResultPerJob,
    );
  });
  const asked = { ...options, includeMetadata: true };
  queues.watchConcurrency(queue);
  // The loop would keep the trace that it is started in, and give it to every statement that it polls with.
  return runInContext(ROOT_CONTEXT, () => callBoss(boss, 'work', [queue, asked, watched]));
}

/** The job as pg-boss gives it to those who did not ask for metadata. */
function withoutMetadata(job: JobWithMetadata<unknown>): object {
  const { id, name, data, retryCount, expireInSeconds, heartbeatSeconds } = job;
  const { groupId, groupTier, signal } = job;
  return {
    id,
    name,
    data,
    retryCount,
    expireInSeconds,
    heartbeatSeconds,
    groupId,
    groupTier,
    signal,
  };
}

async function cancel(
  boss: PgBoss,
  queues: PgBossQueues,
  deliveries: ReadonlySet<Delivery>,
  args: unknown[],
): Promise<unknown> {
  const response = await callBoss(boss, 'cancel', args);
  const [queue] = args as [string];
  const { settled, jobs, affected, requested } = response as {
    readonly settled?: readonly string[];
    readonly jobs: readonly string[];
    readonly affected: number;
    readonly requested: number;
  };
  for (const id of settled ?? (affected === requested ? jobs : [])) {
    const isOurs = [...deliveries].some((delivery) => delivery.cancel(id));
    if (!isOurs) queues.reporter(queue).finished({ name: queue, id }, { outcome: 'cancelled' });
  }
  return response;
}
