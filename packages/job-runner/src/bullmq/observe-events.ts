import type { QueueEvents } from 'bullmq';
import type { BullmqTelemetry } from './bullmq-telemetry.ts';
import { UNNAMED } from './late-name.ts';

/** Names of jobs that are remembered, so that a duplicate needs not be asked about. */
const MAX_NAMES = 10_000;

/** Counts what a queue's stream of events tells about enqueueing. */
export class WatchedEvents {
  readonly #events: QueueEvents;
  readonly #telemetry: BullmqTelemetry;
  readonly #names = new Map<string, string>();

  constructor(events: QueueEvents, telemetry: BullmqTelemetry) {
    this.#events = events;
    this.#telemetry = telemetry;
    events.on('added', this.#onAdded);
    events.on('deduplicated', this.#onDuplicate);
    events.on('duplicated', this.#onDuplicate);
  }

  stop(): void {
    this.#events.off('added', this.#onAdded);
    this.#events.off('deduplicated', this.#onDuplicate);
    this.#events.off('duplicated', this.#onDuplicate);
    this.#names.clear();
  }

  readonly #onAdded = ({ jobId, name }: { jobId: string; name: string }): void => {
    this.#names.set(jobId, name);
    if (this.#names.size > MAX_NAMES) {
      for (const oldest of this.#names.keys()) {
        this.#names.delete(oldest);
        break;
      }
    }
    this.#telemetry.safely(() => this.#reporter.enqueued({ name }));
  };

  readonly #onDuplicate = ({ jobId }: { jobId: string }): void => {
    const count = (name: string): void =>
      this.#telemetry.safely(() => this.#reporter.deduplicated({ name, id: jobId }));
    const known = this.#names.get(jobId);
    if (known !== undefined) count(known);
    else void this.#ask(jobId).then(count, () => count(UNNAMED));
  };

  async #ask(jobId: string): Promise<string> {
    const data = await this.#events.getBackend().getJobData(jobId);
    return data?.name ?? UNNAMED;
  }

  get #reporter() {
    return this.#telemetry.reporter(this.#events.name);
  }
}
