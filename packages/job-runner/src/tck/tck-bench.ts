import { strict as assert } from 'node:assert';
import type { Attributes } from '@opentelemetry/api';
import { jobCatalog } from '../catalog.ts';
import type {
  TckAdapter,
  TckHandler,
  TckMetric,
  TckQueue,
  TckSpan,
  TckTelemetry,
  TckWorker,
} from './tck-adapter.ts';

/** What one requirement works with: an empty queue, its telemetry, and questions about both. */
export class TckBench {
  readonly adapter: TckAdapter;
  readonly telemetry: TckTelemetry;
  readonly queue: TckQueue;
  readonly #timeoutMs: number;
  readonly #workers: TckWorker[] = [];

  constructor(adapter: TckAdapter, telemetry: TckTelemetry, queue: TckQueue, timeoutMs: number) {
    this.adapter = adapter;
    this.telemetry = telemetry;
    this.queue = queue;
    this.#timeoutMs = timeoutMs;
  }

  /** A worker for jobs of these names. */
  async work(
    names: readonly string[],
    handle: TckHandler,
    options: { readonly concurrency?: number; readonly telemetry?: TckTelemetry } = {},
  ): Promise<TckWorker> {
    const { concurrency = 1, telemetry = this.telemetry } = options;
    const worker = await this.queue.startWorker({
      names,
      handle,
      concurrency,
      providers: telemetry.providers,
    });
    this.#workers.push(worker);
    return worker;
  }

  /** Within its time: what failed may never end. */
  async close(): Promise<void> {
    const closed = Promise.all(this.#workers.map((worker) => worker.stop())).then(() =>
      this.queue.close(),
    );
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, this.#timeoutMs)));
    await Promise.race([closed, late]);
    clearTimeout(timer);
  }

  /** Waits until the check passes; fails with what it last said. */
  async eventually(check: () => unknown): Promise<void> {
    const end = performance.now() + this.#timeoutMs;
    for (;;) {
      try {
        await check();
        return;
      } catch (error) {
        if (performance.now() > end) throw error;
      }
      await this.pause(10);
    }
  }

  /** Gives what must not happen the time to happen. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Waits until so many jobs have ended for good, by their own queue and by telemetry. */
  async ended(jobs: number, telemetry: TckTelemetry = this.telemetry): Promise<void> {
    await this.eventually(() => {
      const finished = this.sum('fluxora.job.finished', {}, telemetry);
      assert.equal(finished, jobs, `fluxora.job.finished is ${finished}, ${jobs} jobs have to end`);
    });
  }

  metric(name: string, telemetry: TckTelemetry = this.telemetry): TckMetric | undefined {
    return telemetry.totals().find((metric) => metric.name === name && isOurs(metric));
  }

  /** Sum of a metric's values (of a histogram: its counts) over the points that have these attributes. */
  sum(name: string, attributes: Attributes = {}, telemetry: TckTelemetry = this.telemetry): number {
    return this.#points(name, attributes, telemetry).reduce(
      (sum, point) => sum + (point.value ?? point.count ?? 0),
      0,
    );
  }

  /** Sum of a histogram's values. */
  total(name: string, attributes: Attributes = {}): number {
    return this.#points(name, attributes, this.telemetry).reduce(
      (sum, point) => sum + (point.sum ?? 0),
      0,
    );
  }

  /** The spans of attempts, in order of ending. */
  attempts(telemetry: TckTelemetry = this.telemetry): TckSpan[] {
    return telemetry.spans().filter((span) => isOurs(span) && span.kind === 'consumer');
  }

  /** The spans of enqueueing. */
  enqueues(): TckSpan[] {
    return this.telemetry.spans().filter((span) => isOurs(span) && span.kind === 'producer');
  }

  #points(name: string, attributes: Attributes, telemetry: TckTelemetry) {
    return (this.metric(name, telemetry)?.points ?? []).filter((point) =>
      Object.entries(attributes).every(([key, value]) => point.attributes[key] === value),
    );
  }
}

function isOurs({ scope }: { readonly scope: { readonly name: string } }): boolean {
  return scope.name === jobCatalog.name;
}
