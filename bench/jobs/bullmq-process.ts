// Puts jobs into a queue of BullMQ and works on them, in one way to be told about it. Arguments: its name, URL of a Redis.
import { propagation } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { Queue, Worker } from 'bullmq';
import { TraceContextPropagator } from '../../src/pipeline/trace-context-propagator.ts';
import { registerDiscardingSdk } from '../micro/discarding-sdk.ts';
import { bullmqVariants } from './bullmq-variants.ts';

/** One slice of work. */
export interface BullmqMeasured {
  /** CPU time of the whole process, from handing jobs over to their completion. Microseconds per job. */
  readonly cpuUs: number;
  readonly wallUs: number;
}

const [name, url] = process.argv.slice(2);
const variant = bullmqVariants.find((one) => one.name === name);
if (variant === undefined || url === undefined)
  throw new Error(`bench/jobs: no variant "${name}".`);

/** Jobs on their way to Redis at once. */
const PIPELINE = 25;

// Registered for bare BullMQ as well: what is compared is telling it about jobs, not having it.
const isInFrontDoor = variant.isInFrontDoor === true;
registerDiscardingSdk({ hasOwnSeries: isInFrontDoor, hasOwnSpans: isInFrontDoor });
propagation.setGlobalPropagator(
  isInFrontDoor ? new TraceContextPropagator() : new W3CTraceContextPropagator(),
);
const connection = { url, maxRetriesPerRequest: null };
const telemetry = variant.telemetry?.();
const options = { connection, ...(telemetry && { telemetry }) };
const queue = new Queue(`bench-${process.pid}`, {
  ...options,
  defaultJobOptions: { removeOnComplete: true },
});
let isDone = (): void => undefined;
let left = 0;
const worker = new Worker(queue.name, async (job) => ({ got: job.data as unknown }), {
  ...options,
  concurrency: 10,
});
variant.observe?.(queue, worker);
worker.on('error', (error) => console.error(error));
worker.on('completed', () => {
  if (--left === 0) isDone();
});
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);

process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, jobs }: { id: number; jobs: number }) => {
  void slice(jobs).then((result) => process.send?.({ id, result }));
});
process.send?.({ ready: true });

async function slice(jobs: number): Promise<BullmqMeasured> {
  left = jobs;
  const done = new Promise<void>((resolve) => (isDone = resolve));
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let sent = 0; sent < jobs; sent += PIPELINE) {
    await Promise.all(
      Array.from({ length: Math.min(PIPELINE, jobs - sent) }, (_, index) =>
        queue.add('forecast', { site: 'berlin', hour: sent + index }),
      ),
    );
  }
  await done;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuUs: (user + system) / jobs, wallUs: ((performance.now() - began) * 1e3) / jobs };
}
