import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { TelemetryError, type SignalType } from '@fluxora/telemetry-core';
import type { Attributes } from '@opentelemetry/api';
import type { TestLog, TestMetric, TestSpan } from '../signals/test-signals.ts';
import { answerOf, readRequest } from './answer-request.ts';
import { Deliveries } from './deliveries.ts';
import { FaultPlan, parseFault, type OtlpFaultInput, type OtlpFaultScope } from './otlp-fault.ts';
import type { OtlpReceiver, OtlpReceiverOptions, WaitOptions } from './otlp-receiver.ts';
import type { ReceivedRequest } from './received-request.ts';
import { ReceivedSignals } from './received-signals.ts';
import { RequestRecord } from './request-record.ts';
import { Waiters } from './waiters.ts';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Starts an OTLP/HTTP receiver on loopback for tests: `/v1/traces`, `/v1/metrics` and `/v1/logs`, protobuf and JSON, plain,
 * gzip or deflate. Rejects when the port is taken.
 *
 * @example
 * await using receiver = await startOtlpReceiver();
 * receiver.script([503, { type: 'status', status: 429, retryAfterSeconds: 1 }]); // then success
 * // … a service exports to receiver.url …
 * await receiver.waitFor((r) => r.spans().length > 0, { timeoutMs: 10_000 });
 */
export async function startOtlpReceiver(options: OtlpReceiverOptions = {}): Promise<OtlpReceiver> {
  const receiver = new LoopbackReceiver(options);
  await receiver.listen();
  return receiver;
}

class LoopbackReceiver implements OtlpReceiver {
  readonly #host: string;
  readonly #maxBodyBytes: number;
  readonly #isUnref: boolean;
  readonly #plan = new FaultPlan();
  readonly #received = new ReceivedSignals();
  readonly #deliveries = new Deliveries();
  readonly #waiters = new Waiters(() => this.#received.summary());
  readonly #server: Server;
  #port: number;
  #isClosed = false;

  constructor(options: OtlpReceiverOptions) {
    this.#port = options.port ?? 0;
    this.#host = options.host ?? '127.0.0.1';
    this.#maxBodyBytes = options.maxBodyBytes ?? MAX_BODY_BYTES;
    this.#isUnref = options.unref ?? false;
    this.#plan.script(options.faults ?? []);
    this.#server = createServer((request, response) => {
      // What fails here is the connection (the client went away mid-body): there is nobody left to tell.
      this.#handle(request, response).catch(() => response.destroy());
    });
    // Idle connections stay open: closing one just when a client reuses it would look like a fault nobody scripted.
    this.#server.keepAliveTimeout = 0;
  }

  get url(): string {
    return `http://${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  async listen(): Promise<void> {
    const server = this.#server;
    if (server.listening) return;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.#host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.#port = (server.address() as AddressInfo).port;
    if (this.#isUnref) server.unref();
  }

  spans(): TestSpan[] {
    return this.#received.spans();
  }

  metrics(): TestMetric[] {
    return this.#received.metrics();
  }

  metric(name: string): TestMetric | undefined {
    return this.metrics().find((metric) => metric.name === name);
  }

  logs(): TestLog[] {
    return this.#received.logs();
  }

  events(): TestLog[] {
    return this.logs().filter((log) => log.eventName !== undefined);
  }

  resources(): Attributes[] {
    return this.#received.resources();
  }

  requests(signal?: SignalType): ReceivedRequest[] {
    return this.#received.requests(signal);
  }

  bytes(): number {
    return this.#received.bytes();
  }

  async fault(fault: OtlpFaultInput | 'refuse' | null, scope: OtlpFaultScope = {}): Promise<void> {
    if (fault === 'refuse') {
      if (!scope.signal) return this.#stopListening();
      throw new TelemetryError(
        'options.invalid',
        `telemetry/testing: 'refuse' for ${scope.signal} alone is not possible, since all signals share one port. Use 503 or 'reset'.`,
      );
    }
    this.#plan.setPermanent(fault === null ? undefined : parseFault(fault), scope.signal);
    if (!this.#isClosed) await this.listen();
  }

  script(faults: readonly OtlpFaultInput[], scope: OtlpFaultScope = {}): void {
    this.#plan.script(faults, scope.signal);
  }

  waitFor(
    predicate: (receiver: OtlpReceiver) => boolean,
    { timeoutMs = 5_000, what = predicate.toString() }: WaitOptions = {},
  ): Promise<void> {
    return this.#waiters.wait(() => predicate(this), timeoutMs, what);
  }

  reset(): void {
    this.#received.clear();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#waiters.rejectAll('the receiver was closed');
    await this.#stopListening();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #stopListening(): Promise<void> {
    this.#deliveries.cancelAll();
    const server = this.#server;
    if (!server.listening) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    // The handles themselves go at the end of the next turn; whoever looks for leaks afterwards shall find none.
    await setImmediate();
    await setImmediate();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const record = new RequestRecord(request);
    const refusal = await readRequest(request, record, this.#maxBodyBytes);
    this.#received.add(record);
    const fault = record.payload && this.#plan.next(record.payload.signal);
    const answer = refusal ?? answerOf(record, fault);
    this.#deliveries.deliver(response, answer, fault, () => {
      // Before the client can have seen the answer: a test that awaited its export finds the telemetry here.
      record.status = answer.status;
      record.accepted = answer.status === 200;
      const rejected = fault?.type === 'partial_success' ? fault.rejected : 0;
      if (record.accepted) this.#received.accept(record, rejected);
      this.#waiters.check();
    });
    this.#waiters.check();
  }
}
