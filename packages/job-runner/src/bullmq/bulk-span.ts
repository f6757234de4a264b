import type { Context } from '@opentelemetry/api';
import type { EnqueueRecord } from '../adapter.ts';
import type { BullmqTelemetry } from './bullmq-telemetry.ts';
import { producerContext } from './enqueue-span.ts';
import { IdleSpan } from './idle-span.ts';
import { nameLater, UNNAMED } from './late-name.ts';
import { type Told, WORD } from './words.ts';

/** `queue.addBulk`: one span, to which all of its jobs are linked. */
export class BulkSpan extends IdleSpan {
  record: EnqueueRecord | undefined;
  readonly #telemetry: BullmqTelemetry;
  #queue = '';
  #names: readonly string[] = [];
  #error: { readonly error: unknown } | undefined;

  constructor(telemetry: BullmqTelemetry) {
    super();
    this.#telemetry = telemetry;
  }

  /** First the queue, then which jobs. */
  override setAttributes(told: Told): void {
    this.#telemetry.safely(() => {
      const names = told[WORD.bulkNames];
      if (this.record === undefined) this.#start(String(told[WORD.queueName]));
      else if (Array.isArray(names)) this.#names = names as string[];
    });
  }

  override setSpanOnContext(active: Context): Context {
    return this.record?.context ?? active;
  }

  override recordException(error: unknown): void {
    this.#error = { error };
  }

  override end(): void {
    this.#telemetry.safely(() => {
      const { record } = this;
      if (record === undefined) return;
      nameLater(record, this.#names);
      record.span.setAttribute('messaging.batch.message_count', this.#names.length);
      if (this.#error !== undefined) {
        record.failed(this.#error.error);
        return;
      }
      // Not `sent`: the jobs of a bulk may have several names, and a record has one.
      this.#count();
      record.span.end();
    });
  }

  #start(queue: string): void {
    this.#queue = queue;
    this.record = this.#telemetry
      .reporter(queue)
      .startEnqueue({ name: UNNAMED, operation: 'addBulk', context: producerContext() });
  }

  #count(): void {
    if (!this.#telemetry.countsEnqueued) return;
    const counts = new Map<string, number>();
    for (const name of this.#names) counts.set(name, (counts.get(name) ?? 0) + 1);
    const reporter = this.#telemetry.reporter(this.#queue);
    for (const [name, count] of counts) reporter.enqueued({ name, count });
  }
}
