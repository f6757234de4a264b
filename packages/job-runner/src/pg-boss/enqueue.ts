import { runInContext } from '@fluxora/telemetry-core';
import type { PgBoss } from 'pg-boss';
import type { EnqueueRecord } from '../adapter.ts';
import type { PgBossQueues } from './queues.ts';
import { delayOfStartAfter } from './start-after.ts';

type Sender = 'send' | 'sendAfter' | 'sendThrottled' | 'sendDebounced';

interface Sent {
  readonly name: string;
  readonly data?: unknown;
  readonly options?: { readonly startAfter?: unknown } | null | undefined;
}

/** The methods of pg-boss that hand jobs over, each with a producer span, and its carrier stored beside the payload. */
export function enqueueMethods(boss: PgBoss, queues: PgBossQueues): Partial<PgBoss> {
  const send =
    (method: Sender) =>
    (...args: unknown[]): unknown => {
      const { name, data, options } = sentBy(method, args);
      const delayMs = delayOfStartAfter(options?.startAfter, queues.clock);
      const record = queues
        .reporter(name)
        .startEnqueue({ name: queues.jobName(name, data), delayMs });
      return handOver(boss, method, args, record, (id) => {
        if (id === null) record.deduplicated();
        else record.sent({ id: id as string });
      });
    };
  const methods = {
    send: send('send'),
    sendAfter: send('sendAfter'),
    sendThrottled: send('sendThrottled'),
    sendDebounced: send('sendDebounced'),
    insert: (...args: unknown[]) => insert(boss, queues, args),
    upsert: (...args: unknown[]) => upsert(boss, queues, args),
    flow: (...args: unknown[]) => flow(boss, queues, args),
  };
  return methods as Partial<PgBoss>;
}

/** Calls a method of pg-boss with arguments that it is to judge itself. */
export function callBoss(
  boss: PgBoss,
  method: keyof PgBoss & string,
  args: readonly unknown[],
): Promise<unknown> {
  const methods = boss as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  return Reflect.apply(methods[method] as () => Promise<unknown>, boss, args);
}

/** Calls pg-boss in the context of the record, and says how it went. Result and error pass through. */
function handOver(
  boss: PgBoss,
  method: Sender | 'insert' | 'upsert' | 'flow',
  args: readonly unknown[],
  record: EnqueueRecord,
  taken: (result: unknown) => unknown,
): Promise<unknown> {
  return runInContext(record.context, async () => {
    try {
      const result = await callBoss(boss, method, args);
      const replaced = taken(result);
      return replaced === undefined ? result : replaced;
    } catch (error) {
      record.failed(error);
      throw error;
    }
  });
}

function insert(boss: PgBoss, queues: PgBossQueues, args: unknown[]): Promise<unknown> {
  const [queue, jobs, options] = args as [
    string,
    readonly Sent[],
    { returnId?: boolean } | undefined,
  ];
  const reporter = queues.reporter(queue);
  const count = Array.isArray(jobs) ? jobs.length : 0;
  const name = queues.jobName(queue, count > 0 ? jobs[0]?.data : undefined);
  const record = reporter.startEnqueue({ name, count, operation: 'insert' });
  const wantsIds = options?.returnId === true;
  // Asked for in the same statement: without ids nobody knows how many jobs a policy turned away.
  const asked = [queue, jobs, { ...options, returnId: true }];
  return handOver(boss, 'insert', asked, record, (ids) => {
    const taken = Array.isArray(ids) ? ids.length : 0;
    if (taken > 0) record.sent({ count: taken });
    else record.deduplicated();
    if (taken > 0 && taken < count) reporter.deduplicated({ name, count: count - taken });
    return wantsIds ? undefined : null;
  });
}

function upsert(boss: PgBoss, queues: PgBossQueues, args: unknown[]): Promise<unknown> {
  const { name, data, options } = sentBy('send', args);
  const delayMs = delayOfStartAfter(options?.startAfter, queues.clock);
  const record = queues
    .reporter(name)
    .startEnqueue({ name: queues.jobName(name, data), delayMs, operation: 'upsert' });
  return handOver(boss, 'upsert', args, record, (result) => {
    const { inserted, jobs } = result as { inserted: number; jobs: readonly string[] };
    if (inserted > 0) record.sent({ id: jobs[0], count: inserted });
    else record.deduplicated();
  });
}

/** A flow is all or nothing. It may cross queues: one span for the first of them, and counts for each. */
function flow(boss: PgBoss, queues: PgBossQueues, args: unknown[]): Promise<unknown> {
  const jobs = (Array.isArray(args[0]) ? args[0] : []) as readonly Sent[];
  const [first] = jobs;
  if (first === undefined) return boss.flow(args[0] as never, args[1] as never);
  const name = queues.jobName(first.name, first.data);
  const record = queues
    .reporter(first.name)
    .startEnqueue({ name, count: jobs.length, operation: 'flow' });
  return handOver(boss, 'flow', args, record, () => {
    record.sent({ count: 1 });
    for (const job of jobs.slice(1)) {
      queues.reporter(job.name).enqueued({ name: queues.jobName(job.name, job.data) });
    }
  });
}

/** What the methods were asked to send. Wrong arguments are for pg-boss to refuse. */
function sentBy(method: Sender, args: readonly unknown[]): Sent {
  const [first, data, options, more] = args;
  if (typeof first === 'object' && first !== null) return first as Sent;
  const sent = { name: first as string, data };
  if (method === 'sendAfter') return { ...sent, options: { startAfter: more } };
  return { ...sent, options: options as Sent['options'] };
}
