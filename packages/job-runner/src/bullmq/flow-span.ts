import { type Context, createContextKey } from '@opentelemetry/api';
import type { EnqueueRecord } from '../adapter.ts';
import type { BullmqTelemetry } from './bullmq-telemetry.ts';
import { producerContext } from './enqueue-span.ts';
import { IdleSpan } from './idle-span.ts';
import { nameLater, UNNAMED } from './late-name.ts';
import { type Told, WORD } from './words.ts';

const FLOW_KEY = createContextKey('fluxora.job.bullmq.flow');

/** `flow.add`, `flow.addBulk`: no span of its own; its jobs are enqueued together, when it ends, or none of them is. */
export class FlowSpan extends IdleSpan {
  readonly #nodes: FlowNodeSpan[] = [];
  #error: { readonly error: unknown } | undefined;

  add(node: FlowNodeSpan): void {
    this.#nodes.push(node);
  }

  override setSpanOnContext(active: Context): Context {
    return active.setValue(FLOW_KEY, this);
  }

  override recordException(error: unknown): void {
    this.#error = { error };
  }

  override end(): void {
    for (const node of this.#nodes) node.conclude(this.#error);
  }
}

/** A job of a flow. Those of its children are inside of it. */
export class FlowNodeSpan extends IdleSpan {
  record: EnqueueRecord | undefined;
  readonly #telemetry: BullmqTelemetry;
  #flow: FlowSpan | undefined;
  #queue = '';
  #name: unknown;
  #error: { readonly error: unknown } | undefined;

  constructor(telemetry: BullmqTelemetry) {
    super();
    this.#telemetry = telemetry;
  }

  /** First the queue, then the job. */
  override setAttributes(told: Told): void {
    this.#telemetry.safely(() => {
      if (this.record === undefined) {
        this.#start(String(told[WORD.queueName]));
        return;
      }
      this.#name = told[WORD.jobName];
      const id = String(told[WORD.jobId]);
      this.record.span.setAttributes({ 'messaging.message.id': id, 'fluxora.job.id': id });
    });
  }

  override setSpanOnContext(active: Context): Context {
    return this.record?.context ?? active;
  }

  override recordException(error: unknown): void {
    this.#error = { error };
  }

  override end(): void {
    if (this.#flow === undefined || this.#error !== undefined) this.conclude(this.#error);
    else this.#flow.add(this);
  }

  /** The queue took the whole flow, or nothing. */
  conclude(failed: { readonly error: unknown } | undefined): void {
    this.#telemetry.safely(() => {
      const { record } = this;
      if (record === undefined) return;
      nameLater(record, [this.#name]);
      if (failed !== undefined) {
        record.failed(failed.error);
        return;
      }
      if (this.#telemetry.countsEnqueued) {
        this.#telemetry.reporter(this.#queue).enqueued({ name: String(this.#name) });
      }
      record.span.end();
    });
  }

  #start(queue: string): void {
    const context = producerContext();
    this.#queue = queue;
    this.#flow = context.getValue(FLOW_KEY) as FlowSpan | undefined;
    this.record = this.#telemetry
      .reporter(queue)
      .startEnqueue({ name: UNNAMED, operation: 'add', context });
  }
}
