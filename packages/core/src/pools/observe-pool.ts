import type { Providers } from '../providers.ts';
import { checkPool, type CheckedPool } from './check-pool.ts';
import type { PoolKindName } from './pool-kinds.ts';
import type { PoolReading } from './pool-kind.ts';
import { poolRegistry } from './pool-registry.ts';

export interface ObservePoolOptions<Pool extends object = object> {
  /**
   * `db.client.connection.pool.name`: from code, unique in the process, at most 200 characters.
   * @defaultValue address, port and database of the pool's server, never credentials
   */
  readonly name?: string | undefined;
  /** Whose pool it is. @defaultValue recognised by what it has */
  readonly kind?: PoolKindName | undefined;
  /**
   * For a pool of no known kind: what it looks like now. Called at each collection, must answer at once; what it leaves out is not
   * reported. It is given the pool, so that it need not hold it.
   */
  readonly read?: ((pool: Pool) => PoolReading) | undefined;
  /** The most open connections there may be, where the pool does not tell (node-redis pools). Whole number above 0. */
  readonly max?: number | undefined;
  /**
   * - `events`: what the pool's own counters, events and channels tell. The pool stays as it is.
   * - `wrap`: also what they do not tell, by shadowing the method of this one pool that asks for a connection. See the guide for
   *   what each kind gives.
   *
   * @defaultValue `events`
   */
  readonly timings?: 'events' | 'wrap' | undefined;
  readonly providers?: Providers | undefined;
}

export interface ObservedPool {
  /** The value of `db.client.connection.pool.name`. */
  readonly name: string;
  readonly kind: PoolKindName;
  /** Ends the observation and takes everything off the pool. May be called twice. */
  stop(): void;
}

/**
 * Reports a connection pool, or a client that is one connection, as `db.client.connection.*`.
 *
 * Known without saying: `pg.Pool`, mysql2 pools, generic-pool, tarn and knex, `MongoClient`, node-redis clients and pools, ioredis
 * clients and clusters. The pool stays itself: nothing is patched, it may be collected as garbage, and nothing is thrown
 * into it. A pool that is closed for good is not reported any more.
 *
 * The same pool given again (with the same providers) gives the same answer; what the second call asks for is ignored, and said
 * once. A name that another living pool has gets a number (`db:5432/forecasts#2`), which is said once, too.
 *
 * @throws TelemetryError `pool.invalid`, listing every problem: an unknown kind, an empty name…
 *
 * @example
 * const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
 * observePool(pool, { name: 'forecasts' });
 */
export function observePool<Pool extends object>(
  pool: Pool,
  options: ObservePoolOptions<Pool> = {},
): ObservedPool {
  const checked: CheckedPool = checkPool(pool, options);
  return poolRegistry(checked.providers).observe(checked);
}
