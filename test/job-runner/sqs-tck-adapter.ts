import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  type Message,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Providers } from '@fluxora/telemetry-core';
import { currentJob } from '@fluxora/telemetry-job-runner';
import { instrumentSqs } from '@fluxora/telemetry-job-runner/sqs';
import type { TckAdapter, TckJob, TckQueue } from '@fluxora/telemetry-job-runner/tck';
import { Consumer } from 'sqs-consumer';
import type { SqsStub } from './sqs-stub.ts';

/** How often and how long belongs to a queue of SQS, so the kit's queue is several of them. */
const LANES = [
  { attempts: 1 },
  { attempts: 2 },
  { attempts: 3 },
  { attempts: 1, timeoutMs: 100 },
] as const;

interface Envelope {
  readonly kind: string;
  readonly payload: unknown;
}

export function sqsClient({ url }: SqsStub): SQSClient {
  return new SQSClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'stub', secretAccessKey: 'stub' },
  });
}

/** sqs-consumer on the stub of SQS, for the kit. */
export function sqsTckAdapter(stub: () => SqsStub): TckAdapter {
  return {
    runner: 'aws.sqs',
    lacks: {
      cancel: 'SQS cannot take a message back',
      crash: 'SQS does not tell a message whose consumer died from one that failed',
      deduplicate: 'SQS does not say which messages of a FIFO queue it had already',
      depth: 'SQS does not tell the age of the oldest message (its depth is tested beside the kit)',
    },
    open: async (providers) => openQueue(stub(), providers),
  };
}

const envelopeOf = (body: string | undefined): Envelope => JSON.parse(body ?? '{}') as Envelope;

function openQueue(stub: SqsStub, providers: Providers | undefined): TckQueue {
  const name = `tck-${randomUUID().slice(0, 8)}`;
  const client = sqsClient(stub);
  const consumers = new Set<Consumer>();
  const urls = LANES.map((lane, index) => {
    stub.createQueue(`${name}-dead-${index}`);
    return stub.createQueue(`${name}-${index}`, {
      visibilityTimeoutMs: 5_000,
      redrive: { to: `${name}-dead-${index}`, maxReceiveCount: lane.attempts },
    });
  });
  const instrument = (own: Providers | undefined, lane: (typeof LANES)[number]) =>
    instrumentSqs({
      queue: name,
      jobName: (message) => {
        const { Body, MessageBody } = message as { Body?: string; MessageBody?: string };
        return envelopeOf(Body ?? MessageBody).kind;
      },
      maxReceiveCount: lane.attempts,
      ...('timeoutMs' in lane && { timeoutMs: lane.timeoutMs }),
      ...(own && { providers: own }),
    });
  const sender = instrument(providers, LANES[0]);
  const laneOf = ({ attempts = 1, timeoutMs }: TckJob): number => {
    const index = LANES.findIndex(
      (lane) => lane.attempts === attempts && 'timeoutMs' in lane === (timeoutMs !== undefined),
    );
    if (index < 0) throw new Error(`no lane for ${attempts} attempts and ${timeoutMs} ms`);
    return index;
  };
  let isBatch = false;
  let isClosed = false;
  const stopped: Promise<unknown>[] = [];
  const stop = (own: readonly Consumer[]) => {
    for (const consumer of own) {
      if (!consumer.status.isRunning) continue;
      // Only on the next look, a second later, does it see that its last poll is over.
      stopped.push(once(consumer, 'stopped'));
      consumer.stop();
    }
    return Promise.all(stopped);
  };
  return {
    name,
    async enqueue(job) {
      const input = {
        QueueUrl: urls[laneOf(job)],
        MessageBody: bodyOf(job),
        ...(job.delayMs !== undefined && { DelaySeconds: Math.ceil(job.delayMs / 1_000) }),
      };
      const { MessageId } = await sender.send(input, (stamped) =>
        client.send(new SendMessageCommand(stamped)),
      );
      return MessageId;
    },
    async enqueueBatch(jobs) {
      isBatch = true;
      const Entries = jobs.map((job, index) => ({ Id: String(index), MessageBody: bodyOf(job) }));
      await sender.sendBatch({ QueueUrl: urls[0], Entries }, (stamped) =>
        client.send(new SendMessageBatchCommand(stamped)),
      );
    },
    async startWorker({ handle, concurrency, providers: own }) {
      const batchSize = isBatch ? 10 : concurrency;
      const started = LANES.map((lane, index) => {
        const { consumerOptions, ...sqs } = instrument(own, lane);
        const run = (payload: unknown, kind: string) =>
          handle({ name: kind, payload, signal: currentJob()?.signal });
        const handlers = isBatch
          ? {
              handleMessageBatch: sqs.handleMessageBatch(async (messages: Message[]) => {
                const all = messages.map(({ Body }) => envelopeOf(Body));
                await run(
                  all.map(({ payload }) => payload),
                  all[0]?.kind ?? '',
                );
                return messages;
              }),
            }
          : {
              handleMessage: sqs.handleMessage(async (message: Message) => {
                const { kind, payload } = envelopeOf(message.Body);
                await run(payload, kind);
                return message;
              }),
            };
        const consumer = Consumer.create({
          queueUrl: urls[index] ?? '',
          sqs: client,
          batchSize,
          waitTimeSeconds: 0,
          pollingWaitTimeMs: 20,
          pollingCompleteWaitTimeMs: 20_000,
          terminateVisibilityTimeout: true,
          ...('timeoutMs' in lane && { handleMessageTimeout: lane.timeoutMs }),
          ...consumerOptions,
          ...handlers,
        });
        for (const event of ['error', 'processing_error', 'timeout_error'] as const) {
          consumer.on(event, () => undefined);
        }
        consumers.add(consumer);
        consumer.start();
        return consumer;
      });
      return { stop: async () => void (await stop(started)) };
    },
    async truth() {
      const total = { completed: 0, failed: 0, waiting: 0, delayed: 0, active: 0 };
      for (const index of LANES.keys()) {
        const { waiting, delayed, active, deleted } = stub.counts(`${name}-${index}`);
        total.completed += deleted;
        total.failed += stub.counts(`${name}-dead-${index}`).waiting;
        total.waiting += waiting;
        total.delayed += delayed;
        total.active += active;
      }
      return total;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      sender.stop();
      await stop([...consumers]);
      client.destroy();
    },
  };
}

function bodyOf({ name: kind, payload }: TckJob): string {
  return JSON.stringify({ kind, payload } satisfies Envelope);
}
