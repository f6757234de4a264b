import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { answer } from './answer.ts';
import { countOtlp, type OtlpSignal } from './otlp-count.ts';

/** What arrived from one process. */
export interface Arrived {
  requests: number;
  bytes: number;
  traces: number;
  metrics: number;
  logs: number;
  /** Bodies that were not the protobuf their path announced. */
  malformed: number;
  /** Up to 40 names per signal with their number. */
  names: Record<OtlpSignal, Record<string, number>>;
}

interface Pending {
  readonly signal: OtlpSignal;
  readonly zipped: boolean;
  readonly body: Buffer;
}

const NAMES_MAX = 40;
const PENDING_BYTES_MAX = 64 * 1024 * 1024;
const arrived = new Map<string, Arrived>();
const pending: [Arrived, Pending][] = [];
let pendingBytes = 0;

// The least a collector can do: read, answer 200. Counting waits until the parent asks, that is between slices.
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    receive(request, Buffer.concat(chunks));
    response
      .writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': 0 })
      .end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ ready: { port: (server.address() as AddressInfo).port } });
});

function receive(request: IncomingMessage, body: Buffer): void {
  // `/<process>/v1/<signal>`: the base path of the endpoint tells the senders apart.
  const [, name = '', , signal = ''] = (request.url ?? '').split('/');
  let entry = arrived.get(name);
  if (!entry) arrived.set(name, (entry = emptyArrived()));
  entry.requests++;
  entry.bytes += body.length;
  if (signal !== 'traces' && signal !== 'metrics' && signal !== 'logs') {
    entry.malformed++;
    return;
  }
  pending.push([entry, { signal, zipped: request.headers['content-encoding'] === 'gzip', body }]);
  pendingBytes += body.length;
  if (pendingBytes > PENDING_BYTES_MAX) countPending();
}

function countPending(): void {
  for (const [entry, { signal, zipped, body }] of pending) {
    try {
      const { items, names } = countOtlp(signal, zipped ? gunzipSync(body) : body);
      entry[signal] += items;
      const known = entry.names[signal];
      for (const [name, count] of names) {
        if (name in known || Object.keys(known).length < NAMES_MAX) {
          known[name] = (known[name] ?? 0) + count;
        }
      }
    } catch {
      entry.malformed++;
    }
  }
  pending.length = 0;
  pendingBytes = 0;
}

function emptyArrived(): Arrived {
  const names = { traces: {}, metrics: {}, logs: {} };
  return { requests: 0, bytes: 0, traces: 0, metrics: 0, logs: 0, malformed: 0, names };
}

answer({
  read: ({ name }: { name: string }): Arrived => {
    countPending();
    return arrived.get(name) ?? emptyArrived();
  },
});
