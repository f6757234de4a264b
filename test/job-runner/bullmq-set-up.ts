import {
  bullmqTelemetry,
  observeBullmqWorker,
  type BullmqTelemetryOptions,
} from '@fluxora/telemetry-job-runner/bullmq';
import { createTestTelemetry, type TestTelemetry } from '@fluxora/telemetry-testing';
import type { Attributes } from '@opentelemetry/api';
import { FlowProducer, Queue, Worker, type Processor, type WorkerOptions } from 'bullmq';
import { vi } from 'vitest';

let opened = 0;

/** A queue with telemetry in memory, and everything that a test makes of it; closed together. */
export class BullmqSetUp implements AsyncDisposable {
  readonly name = `queue-${(opened += 1)}`;
  readonly t: TestTelemetry = createTestTelemetry({ globals: true });
  readonly connection: { readonly url: string; readonly maxRetriesPerRequest: null };
  readonly telemetry;
  readonly queue: Queue;
  readonly #open: { close(): Promise<unknown> }[] = [];

  constructor(url: string, options: BullmqTelemetryOptions = {}) {
    this.connection = { url, maxRetriesPerRequest: null };
    this.telemetry = bullmqTelemetry({ providers: this.t.providers, ...options });
    this.queue = this.own(new Queue(this.name, this.options));
  }

  get options() {
    return { connection: this.connection, telemetry: this.telemetry };
  }

  own<Closable extends { close(): Promise<unknown> }>(closable: Closable): Closable {
    this.#open.push(closable);
    return closable;
  }

  work(process: Processor, options: Partial<WorkerOptions> = {}, isObserved = true): Worker {
    const worker = this.own(
      new Worker(options.name ?? this.name, process, {
        ...this.options,
        drainDelay: 1,
        ...options,
      }),
    );
    worker.on('error', () => undefined);
    if (isObserved) observeBullmqWorker(worker);
    return worker;
  }

  flows(): FlowProducer {
    return this.own(new FlowProducer(this.options));
  }

  /** Values of a metric (of histograms: counts) with these attributes, added up. */
  sum(name: string, attributes: Attributes = {}): number {
    return this.#points(name, attributes).reduce(
      (sum, point) => sum + (point.value ?? point.count ?? 0),
      0,
    );
  }

  /** Sum of a histogram's values. */
  total(name: string): number {
    return this.#points(name, {}).reduce((sum, point) => sum + (point.sum ?? 0), 0);
  }

  #points(name: string, attributes: Attributes) {
    const metric = this.t.totals().find((each) => each.name === name);
    return (metric?.points ?? []).filter((point) =>
      Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
    );
  }

  /** What the counters say, those that are 0 left out. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const name of [
      'enqueued',
      'deduplicated',
      'started',
      'stalled',
      'dead_lettered',
      'active.count',
    ]) {
      counts[name] = this.sum(`fluxora.job.${name}`);
    }
    for (const outcome of ['ok', 'failed', 'timed_out', 'cancelled', 'skipped']) {
      const labels = { 'fluxora.job.outcome': outcome };
      counts[`finished ${outcome}`] = this.sum('fluxora.job.finished', labels);
      counts[`retries ${outcome}`] = this.sum('fluxora.job.retries', labels);
    }
    return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
  }

  /** Waits until so many jobs have ended for good. */
  ended(jobs: number): Promise<void> {
    return this.eventually(() => {
      const finished = this.sum('fluxora.job.finished');
      if (finished !== jobs)
        throw new Error(`${finished} of ${jobs} jobs ended: ${JSON.stringify(this.counts())}`);
    });
  }

  eventually(check: () => unknown): Promise<void> {
    return vi.waitFor(async () => void (await check()), { timeout: 20_000, interval: 10 });
  }

  attempts() {
    return this.t.spans().filter(({ kind }) => kind === 'consumer');
  }

  enqueues() {
    return this.t.spans().filter(({ kind }) => kind === 'producer');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#open.map((each) => each.close()));
    await this.t.dispose();
  }
}
