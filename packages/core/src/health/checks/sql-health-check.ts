import { quote } from '../../catalog/quote.ts';
import type { HealthCheckFunction } from '../health-check.ts';
import { boundedWait } from './bounded-wait.ts';
import { aText, checkOptions, milliseconds } from './check-options.ts';
import { sqlSource, type SqlConnection, type SqlSource } from './sql-connections.ts';

export interface SqlHealthCheckOptions {
  /** What is asked. It should cost nothing and need no table. @defaultValue `SELECT 1` */
  readonly query?: string | undefined;
  /**
   * How long to wait for a connection. Keep it below the check's `timeoutMs`, so that the report says why.
   * Whole milliseconds, 1 to 600 000. @defaultValue 1_000
   */
  readonly maxWaitMs?: number | undefined;
}

/**
 * A health check of a SQL database: borrows a connection from the pool that the service itself uses, asks `SELECT 1`, and gives it
 * back.
 *
 * `fail` when the database does not answer, and when no connection becomes free within `maxWaitMs`: a request would fare no better.
 * `warn` when all were in use and one became free in time. It never queues twice: while a request of an earlier run still
 * waits, it fails at once. A connection that does not answer is closed, not given back.
 *
 * @param pool - `pg.Pool`, a mysql2 pool, or anything with `query(text)` or `raw(text)` that returns a promise: `pg.Client`, knex…
 * @throws TelemetryError `health.invalid` for anything else.
 *
 * @example
 * defineHealthCheck('postgres', sqlHealthCheck(pool), { timeoutMs: 2_000 });
 */
export function sqlHealthCheck(
  pool: object,
  options: SqlHealthCheckOptions = {},
): HealthCheckFunction {
  const source = sqlSource(pool);
  checkOptions(
    'sqlHealthCheck',
    options,
    { query: aText, maxWaitMs: milliseconds },
    source
      ? []
      : [
          `the pool is ${quote(pool)} without connect(), getConnection(), query() or raw(). Pass the pool or client itself.`,
        ],
  );
  const { query = 'SELECT 1', maxWaitMs = 1_000 } = options;
  const desk = new LendingDesk(source as SqlSource, maxWaitMs);
  return async ({ signal }) => {
    const exhaustion = desk.exhaustion();
    const connection = await desk.borrow(signal);
    let isBroken = true;
    try {
      await boundedWait(connection.query(query), signal);
      isBroken = false;
    } finally {
      giveBack(connection, isBroken);
    }
    return exhaustion === undefined
      ? undefined
      : {
          status: 'warn',
          output: `the database answers, but the pool was exhausted: ${exhaustion}`,
        };
  };
}

/** What the pool thinks of it is not what was asked. */
function giveBack(connection: SqlConnection, isBroken: boolean): void {
  try {
    connection.giveBack(isBroken);
  } catch {
    // Given back already, by a pool that was ended meanwhile.
  }
}

/** Asks for one connection at a time. */
class LendingDesk {
  readonly #source: SqlSource;
  readonly #maxWaitMs: number;
  #waitingSince: number | undefined;

  constructor(source: SqlSource, maxWaitMs: number) {
    this.#source = source;
    this.#maxWaitMs = maxWaitMs;
  }

  exhaustion(): string | undefined {
    return this.#source.exhaustion();
  }

  async borrow(signal: AbortSignal | undefined): Promise<SqlConnection> {
    if (this.#waitingSince !== undefined) throw this.#noConnection();
    this.#waitingSince = performance.now();
    const request = this.#ask();
    const free = (): void => void (this.#waitingSince = undefined);
    request.then(free, free);
    return boundedWait(request, signal, {
      waitMs: this.#maxWaitMs,
      tooLong: () => this.#noConnection(),
      late: (connection) => giveBack(connection, false),
    });
  }

  async #ask(): Promise<SqlConnection> {
    try {
      return await this.#source.connect();
    } catch (error) {
      // A pool with a time-out of its own gives up first, and does not say why it had to.
      const exhaustion = this.#source.exhaustion();
      if (exhaustion === undefined || !(error instanceof Error)) throw error;
      throw new Error(`${error.message}: ${exhaustion}`, { cause: error });
    }
  }

  #noConnection(): Error {
    const waitedMs = Math.round(performance.now() - (this.#waitingSince ?? performance.now()));
    const why = this.#source.exhaustion() ?? 'the database does not accept it';
    return new Error(`no connection within ${waitedMs} ms: ${why}`);
  }
}
