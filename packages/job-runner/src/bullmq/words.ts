/**
 * BullMQ's words, as its Telemetry interface says them: enums of bullmq 6, written out because a type import is all that may be
 * known of it here. `test/job-runner/bullmq.test.ts` compares them with the real ones.
 */
export const KIND = { INTERNAL: 0, PRODUCER: 3, CONSUMER: 4 } as const;

export const WORD = {
  queueName: 'bullmq.queue.name',
  jobName: 'bullmq.job.name',
  jobId: 'bullmq.job.id',
  bulkNames: 'bullmq.job.bulk.names',
  bulkCount: 'bullmq.job.bulk.count',
  workerId: 'bullmq.worker.id',
  forceClose: 'bullmq.worker.force.close',
} as const;

/** What it tells of a span after its start. */
export type Told = Readonly<Record<string, unknown>>;
