/**
 * A local stub of Amazon SQS, not the service: the part of its JSON protocol (AWS JSON 1.0 over HTTP) that senders and consumers use,
 * with visibility time-outs, delays, receive counts, redrive to dead letter queues, long polling, and the limits of attributes and sizes.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, { DataType: string; StringValue?: string }>>;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  receipt: string | undefined;
}

interface StoredQueue {
  readonly name: string;
  readonly visibilityTimeoutMs: number;
  readonly redrive: { readonly to: string; readonly maxReceiveCount: number } | undefined;
  readonly messages: StoredMessage[];
  deleted: number;
}

export interface SqsStub {
  /** What the client takes as `endpoint`. */
  readonly url: string;
  queueUrl(name: string): string;
  createQueue(
    name: string,
    options?: {
      readonly visibilityTimeoutMs?: number;
      readonly redrive?: { readonly to: string; readonly maxReceiveCount: number };
    },
  ): string;
  /** Its own records. */
  counts(name: string): {
    readonly waiting: number;
    readonly delayed: number;
    readonly active: number;
    readonly deleted: number;
  };
  messages(name: string): readonly StoredMessage[];
  /** Names of the operations that were asked for, in order. */
  readonly operations: string[];
  close(): Promise<void>;
}

type Input = Record<string, unknown> & {
  readonly QueueUrl?: string;
  readonly Entries?: readonly Input[];
  readonly Id?: string;
  readonly MessageBody?: string;
  readonly MessageAttributes?: StoredMessage['attributes'];
  readonly DelaySeconds?: number;
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly MaxNumberOfMessages?: number;
  readonly MessageAttributeNames?: readonly string[];
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly AttributeNames?: readonly string[];
};

const MAX_BYTES = 1_048_576;
const MAX_ATTRIBUTES = 10;

class SqsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export async function startSqsStub(): Promise<SqsStub> {
  const queues = new Map<string, StoredQueue>();
  const operations: string[] = [];
  const waiters = new Set<() => void>();
  const wake = () => {
    for (const waiter of waiters) waiter();
  };

  const queueOf = (input: Input): StoredQueue => {
    const queue = queues.get(input.QueueUrl?.split('/').at(-1) ?? '');
    if (queue) return queue;
    throw new SqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  };
  const held = (queue: StoredQueue, input: Input): StoredMessage => {
    const message = queue.messages.find((each) => each.receipt === input.ReceiptHandle);
    if (message) return message;
    throw new SqsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
  };

  const send = (queue: StoredQueue, input: Input) => {
    const attributes = input.MessageAttributes ?? {};
    const names = Object.entries(attributes);
    if (names.length > MAX_ATTRIBUTES) {
      throw new SqsError('InvalidParameterValue', `Number of message attributes ${names.length}`);
    }
    const bytes = Buffer.byteLength(
      `${input.MessageBody ?? ''}${names.map(([name, value]) => `${name}${value.DataType}${value.StringValue ?? ''}`).join('')}`,
    );
    if (bytes > MAX_BYTES) {
      throw new SqsError('InvalidParameterValue', `${bytes} bytes are more than ${MAX_BYTES}`);
    }
    const message: StoredMessage = {
      id: randomUUID(),
      body: input.MessageBody ?? '',
      attributes,
      sentAt: Date.now(),
      visibleAt: Date.now() + (input.DelaySeconds ?? 0) * 1_000,
      receiveCount: 0,
      firstReceivedAt: undefined,
      receipt: undefined,
    };
    queue.messages.push(message);
    wake();
    return { MessageId: message.id, MD5OfMessageBody: md5(message.body) };
  };

  const take = (queue: StoredQueue, input: Input): object[] => {
    const now = Date.now();
    const taken: object[] = [];
    for (const message of queue.messages.slice()) {
      if (message.visibleAt > now || taken.length >= (input.MaxNumberOfMessages ?? 1)) continue;
      const { redrive } = queue;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount) {
        queue.messages.splice(queue.messages.indexOf(message), 1);
        queues.get(redrive.to)?.messages.push({ ...message, receipt: undefined, visibleAt: now });
        continue;
      }
      const seconds = input.VisibilityTimeout;
      message.visibleAt =
        now + (seconds === undefined ? queue.visibilityTimeoutMs : seconds * 1_000);
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.receipt = randomUUID();
      taken.push(received(message, input));
    }
    return taken;
  };

  const receive = async (input: Input): Promise<object> => {
    const queue = queueOf(input);
    const end = Date.now() + (input.WaitTimeSeconds ?? 0) * 1_000;
    for (;;) {
      const Messages = take(queue, input);
      if (Messages.length > 0) return { Messages };
      if (Date.now() >= end) return {};
      // Visibility ends without an event.
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          waiters.delete(done);
          resolve();
        };
        const timer = setTimeout(done, 20);
        waiters.add(done);
      });
    }
  };

  const remove = (queue: StoredQueue, input: Input): object => {
    queue.messages.splice(queue.messages.indexOf(held(queue, input)), 1);
    queue.deleted += 1;
    return {};
  };
  const change = (queue: StoredQueue, input: Input): object => {
    held(queue, input).visibleAt = Date.now() + (input.VisibilityTimeout ?? 0) * 1_000;
    wake();
    return {};
  };
  const each = (input: Input, act: (queue: StoredQueue, entry: Input) => object): object => {
    const queue = queueOf(input);
    const Successful: object[] = [];
    const Failed: object[] = [];
    for (const entry of input.Entries ?? []) {
      try {
        Successful.push({ Id: entry.Id, ...act(queue, entry) });
      } catch (error) {
        const { code, message } = error as SqsError;
        Failed.push({ Id: entry.Id, Code: code, Message: message, SenderFault: true });
      }
    }
    return { Successful, ...(Failed.length > 0 && { Failed }) };
  };
  const counts: SqsStub['counts'] = (name) => {
    const { messages = [], deleted = 0 } = queues.get(name) ?? {};
    const now = Date.now();
    const hidden = messages.filter((message) => message.visibleAt > now);
    return {
      waiting: messages.length - hidden.length,
      delayed: hidden.filter((message) => message.receiveCount === 0).length,
      active: hidden.filter((message) => message.receiveCount > 0).length,
      deleted,
    };
  };

  const actions: Record<string, (input: Input) => object | Promise<object>> = {
    SendMessage: (input) => send(queueOf(input), input),
    SendMessageBatch: (input) => each(input, send),
    ReceiveMessage: receive,
    DeleteMessage: (input) => remove(queueOf(input), input),
    DeleteMessageBatch: (input) => each(input, remove),
    ChangeMessageVisibility: (input) => change(queueOf(input), input),
    ChangeMessageVisibilityBatch: (input) => each(input, change),
    GetQueueAttributes: (input) => {
      const { waiting, delayed, active } = counts(queueOf(input).name);
      return {
        Attributes: {
          ApproximateNumberOfMessages: String(waiting),
          ApproximateNumberOfMessagesDelayed: String(delayed),
          ApproximateNumberOfMessagesNotVisible: String(active),
        },
      };
    },
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    operations.push(operation);
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.setHeader('x-amzn-requestid', randomUUID());
    try {
      const action = actions[operation];
      if (!action) throw new SqsError('UnsupportedOperation', operation);
      const output = await action(JSON.parse(Buffer.concat(chunks).toString()) as Input);
      response.end(JSON.stringify(output));
    } catch (error) {
      const { code, message } = error as SqsError;
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message }));
    }
  };

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const queueUrl = (name: string): string => `${url}/000000000000/${name}`;
  return {
    url,
    queueUrl,
    operations,
    counts,
    createQueue(name, { visibilityTimeoutMs = 30_000, redrive } = {}) {
      queues.set(name, { name, visibilityTimeoutMs, redrive, messages: [], deleted: 0 });
      return queueUrl(name);
    },
    messages: (name) => queues.get(name)?.messages ?? [],
    close: () =>
      new Promise((resolve) => {
        wake();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function received(message: StoredMessage, input: Input): object {
  const wants = (names: readonly string[] | undefined, name: string): boolean =>
    names?.some((each) => each === 'All' || each === '.*' || each === name) === true;
  const system = {
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const asked = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  const Attributes = Object.fromEntries(
    Object.entries(system).filter(([name]) => wants(asked, name)),
  );
  const MessageAttributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => wants(input.MessageAttributeNames, name)),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
    ...(Object.keys(MessageAttributes).length > 0 && { MessageAttributes }),
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
