import type { PgBoss } from 'pg-boss';
import type { JobClock, JobReporter, QueueSnapshot } from '../adapter.ts';

/** Jobs that expired are counted when this old: their transaction may be seen late. Seconds. */
const SETTLE_SECONDS = 2;

interface Row {
  readonly waiting: number;
  readonly delayed: number;
  readonly blocked: number;
  readonly active: number;
  readonly failed: number;
  readonly oldest: number | null;
  readonly expired: number;
  readonly dead_lettered: number;
  readonly until: string;
}

/** Reads a queue's own table, by one statement that its index of live jobs answers. */
export class QueueReading {
  readonly #boss: PgBoss;
  readonly #queue: string;
  readonly #reporter: JobReporter;
  readonly #clock: JobClock;
  readonly #statement: string;
  /** Up to here expired jobs were counted, by the database's clock. */
  #countedUntil: string | null = null;

  /** @param countExpired - Whether this process counts the jobs that expired for good. */
  constructor(
    boss: PgBoss,
    queue: string,
    reporter: JobReporter,
    options: { readonly clock: JobClock; readonly schema: string; readonly countExpired: boolean },
  ) {
    this.#boss = boss;
    this.#queue = queue;
    this.#reporter = reporter;
    this.#clock = options.clock;
    this.#statement = statement(options.schema, options.countExpired);
  }

  async read(): Promise<QueueSnapshot> {
    const db = this.#boss.getDb() as ReturnType<PgBoss['getDb']> & { readonly opened?: boolean };
    // Before start() and after stop() there is nobody to ask.
    if (db.opened === false) return { depth: {} };
    const { rows } = await db.executeSql(this.#statement, [this.#queue, this.#countedUntil]);
    const row = rows[0] as Row;
    this.#count(row);
    const { waiting, delayed, blocked, active, failed, oldest } = row;
    return {
      depth: { waiting, delayed, blocked, active, failed },
      // By its age and not by its date: the clock of the database may be another.
      oldestWaitingAt:
        oldest === null ? undefined : this.#clock.now() - Math.max(0, oldest) * 1_000,
    };
  }

  /** Jobs whose last attempt nobody ended: no worker will ever see them again. */
  #count({ expired, dead_lettered: deadLettered, until }: Row): void {
    const isFirst = this.#countedUntil === null;
    this.#countedUntil = until;
    if (isFirst || expired === 0) return;
    const job = { name: this.#queue };
    this.#reporter.stalled({ ...job, count: expired });
    const others = expired - deadLettered;
    if (others > 0) this.#reporter.finished({ ...job, count: others }, { outcome: 'failed' });
    if (deadLettered > 0) {
      this.#reporter.finished(
        { ...job, count: deadLettered },
        { outcome: 'failed', deadLettered: true },
      );
    }
  }
}

/** The condition on states is, to the letter, that of pg-boss's index `job_i14`, so that completed jobs are not read. */
function statement(schema: string, countExpired: boolean): string {
  const isReady = `state < 'active' AND NOT blocked AND start_after <= clock.now`;
  const expired = countExpired
    ? `SELECT count(*)::int AS expired, count(dead_letter)::int AS dead_lettered
      FROM ${schema}.job, clock
      WHERE name = $1 AND state = 'failed' AND completed_on > $2::timestamptz AND completed_on <= clock.until
        AND output->'value'->>'message' IN ('job timed out', 'job heartbeat timeout')`
    : `SELECT 0 AS expired, 0 AS dead_lettered WHERE $2::text IS NULL OR true`;
  return `
    WITH clock AS MATERIALIZED (
      SELECT now, now - interval '${SETTLE_SECONDS} s' AS until FROM (SELECT ${schema}.job_now() AS now) AS t
    ),
    live AS (
      SELECT
        count(*) FILTER (WHERE ${isReady})::int AS waiting,
        count(*) FILTER (WHERE state < 'active' AND NOT blocked AND start_after > clock.now)::int AS delayed,
        count(*) FILTER (WHERE state < 'active' AND blocked)::int AS blocked,
        count(*) FILTER (WHERE state = 'active')::int AS active,
        count(*) FILTER (WHERE state = 'failed')::int AS failed,
        extract(epoch FROM max(clock.now - start_after) FILTER (WHERE ${isReady}))::float8 AS oldest
      FROM ${schema}.job, clock
      WHERE name = $1 AND state IN ('created', 'retry', 'active', 'failed')
    ),
    expired AS (${expired})
    SELECT live.*, expired.*, clock.until::text AS until FROM live, expired, clock`;
}
