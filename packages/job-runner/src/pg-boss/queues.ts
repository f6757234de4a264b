import type { Providers } from '@fluxora/telemetry-core';
import type { PgBoss } from 'pg-boss';
import type { JobClock, JobReporter } from '../adapter.ts';
import { createJobReporter } from '../reporter/create-job-reporter.ts';
import { complain } from '../reporter/complain.ts';

export interface PgBossQueuesOptions {
  readonly jobName?: ((queue: string, data: unknown) => string) | undefined;
  readonly parentWithinMs?: number | undefined;
  readonly providers: Providers;
  readonly clock: JobClock;
}

/** One reporter per queue that somebody uses. */
export class PgBossQueues {
  readonly providers: Providers;
  readonly clock: JobClock;
  readonly #boss: PgBoss;
  readonly #options: PgBossQueuesOptions;
  readonly #reporters = new Map<string, JobReporter>();
  readonly #watched = new Set<string>();

  constructor(boss: PgBoss, options: PgBossQueuesOptions) {
    this.#boss = boss;
    this.#options = options;
    this.providers = options.providers;
    this.clock = options.clock;
  }

  /** A name that pg-boss will refuse gets a reporter without a queue. */
  reporter(queue: unknown): JobReporter {
    const name = typeof queue === 'string' && queue.trim() !== '' ? queue.slice(0, 256) : '';
    let reporter = this.#reporters.get(name);
    if (reporter === undefined) {
      const { parentWithinMs } = this.#options;
      reporter = createJobReporter({
        runner: 'pg_boss',
        ...(name !== '' && { queue: name }),
        ...(parentWithinMs !== undefined && { parentWithinMs }),
        providers: this.providers,
        clock: this.clock,
      });
      // Queues come from code; a program that makes them without end must not fill the memory.
      if (this.#reporters.size < MAX_QUEUES) this.#reporters.set(name, reporter);
    }
    return reporter;
  }

  jobName(queue: string, data: unknown): string {
    const { jobName } = this.#options;
    if (jobName === undefined) return queue;
    try {
      const name = jobName(queue, data);
      if (typeof name === 'string' && name !== '') return name;
      throw new TypeError(`it returned ${typeof name}`);
    } catch (error) {
      const mend = 'The name of the queue was used. Return a fixed name from code.';
      complain(this.providers, 'metrics', 'callback_failed', 'jobName', error, mend);
      return queue;
    }
  }

  /** Somebody works on this queue: reports how many jobs its workers may have in hand here. */
  watchConcurrency(queue: string): void {
    if (this.#watched.has(queue)) return;
    this.#watched.add(queue);
    const reporter = this.reporter(queue);
    if (this.#options.jobName === undefined) reporter.announce([queue]);
    reporter.observeConcurrency(() =>
      this.#boss
        .getWipData()
        .filter((worker) => worker.name === queue && worker.state !== 'stopping')
        .reduce((sum, worker) => sum + (worker.options.batchSize ?? 1), 0),
    );
  }

  stop(): void {
    for (const reporter of this.#reporters.values()) reporter.stop();
  }
}

const MAX_QUEUES = 1_000;
