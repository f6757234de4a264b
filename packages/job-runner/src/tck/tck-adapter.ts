import type { Attributes } from '@opentelemetry/api';
import type { DropLedger, Providers } from '@fluxora/telemetry-core';

/** What not every runner has. */
export type TckFeature =
  | 'batch'
  | 'cancel'
  | 'crash'
  | 'dead_letter'
  | 'deduplicate'
  | 'delay'
  | 'depth'
  | 'drain'
  | 'retry'
  | 'timeout';

/** A job as the kit wants it. An adapter translates it into what its runner takes. */
export interface TckJob {
  readonly name: string;
  readonly payload: unknown;
  /** How often it may be tried. @defaultValue 1 */
  readonly attempts?: number;
  /** Milliseconds between attempts; a runner may round it up. @defaultValue 0 */
  readonly backoffMs?: number;
  /** Milliseconds; a runner may round it up. @defaultValue 0 */
  readonly delayMs?: number;
  /** Milliseconds; a runner may round it up. @defaultValue none */
  readonly timeoutMs?: number;
  /** While a job with this key is there, another is not taken. */
  readonly dedupeKey?: string;
}

/** What the kit's handlers get. `signal` may be one that is never aborted. */
export interface TckRun {
  readonly name: string;
  readonly payload: unknown;
  readonly signal?: AbortSignal | undefined;
}

export type TckHandler = (run: TckRun) => unknown;

export interface TckWorkerOptions {
  /** Names of the jobs that it works on. */
  readonly names: readonly string[];
  readonly handle: TckHandler;
  /** Jobs at once. */
  readonly concurrency: number;
  readonly providers: Providers | undefined;
}

export interface TckWorker {
  /** Stops in good order: takes no more jobs, waits for those that run. Called twice. */
  stop(): Promise<void>;
  /** Feature `crash`: dies on the spot, as by SIGKILL. Its telemetry is gone with it. */
  kill?(): Promise<void>;
}

/** What the queue's own records say, asked of the runner and not of telemetry. */
export interface TckTruth {
  readonly completed: number;
  /** Given up. */
  readonly failed: number;
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

/** An empty queue with an adapter at work. */
export interface TckQueue {
  /** What the adapter gives as `fluxora.job.queue`. */
  readonly name: string;
  /** Resolves when the queue has it, with its id when there is one. */
  enqueue(job: TckJob): Promise<string | undefined>;
  /** Feature `batch`: hands them over so that one call of `handle` gets them all, as an array of payloads. */
  enqueueBatch?(jobs: readonly TckJob[]): Promise<void>;
  startWorker(options: TckWorkerOptions): Promise<TckWorker>;
  /** Feature `cancel`: cancels a job that runs. */
  cancel?(id: string): Promise<void>;
  truth(): Promise<TckTruth>;
  /** Frees everything. Called twice. */
  close(): Promise<void>;
}

/** An adapter, as the kit wants to see it. */
export interface TckAdapter {
  /** What it gives as `fluxora.job.runner`. */
  readonly runner: string;
  /** What its runner cannot do, each with the reason: those requirements do not apply, and the kit says so. */
  readonly lacks?: Readonly<Partial<Record<TckFeature, string>>>;
  /** Makes an empty queue of its own name. @param providers - `undefined`: those registered with the OpenTelemetry API. */
  open(providers: Providers | undefined): Promise<TckQueue>;
}

export interface TckSpan {
  readonly name: string;
  readonly kind: string;
  readonly attributes: Attributes;
  readonly status: { readonly code: string };
  readonly events: readonly { readonly name: string }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly scope: { readonly name: string };
}

export interface TckMetric {
  readonly name: string;
  readonly points: readonly {
    readonly attributes: Attributes;
    readonly value?: number;
    readonly count?: number;
    readonly sum?: number;
  }[];
  readonly scope: { readonly name: string };
}

/** Telemetry in memory. What `createTestTelemetry()` of `@fluxora/telemetry/testing` makes fits. */
export interface TckTelemetry {
  readonly providers: Providers;
  readonly drops: DropLedger;
  /** Ended spans. */
  spans(): readonly TckSpan[];
  /** Every metric since creation. */
  totals(): readonly TckMetric[];
  /** Waits for asynchronous observable callbacks. */
  collect(): Promise<void>;
  dispose(): Promise<void>;
}
