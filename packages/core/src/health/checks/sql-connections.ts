import { isObject, lengthOf, looksLike, numberOf, part, type Duck } from '../../pools/duck.ts';

export interface SqlConnection {
  query(text: string): PromiseLike<unknown>;
  /** @param isBroken - Whether nobody should get it again. */
  giveBack(isBroken: boolean): void;
}

/** Where connections come from. */
export interface SqlSource {
  connect(): PromiseLike<SqlConnection>;
  /** What keeps requests waiting: `10 of 10 connections in use, 7 waiting`; undefined while one could be had at once. */
  exhaustion(): string | undefined;
}

type Query = (text: string) => PromiseLike<unknown>;

/** How to get a connection of this pool or client; undefined when it has no way that we know. */
export function sqlSource(target: unknown): SqlSource | undefined {
  if (looksLike(target, { connect: 'function', totalCount: 'number', idleCount: 'number' })) {
    return pgSource(target);
  }
  // mysql2 with callbacks: its `query` returns an object whose `then` throws.
  const promising = looksLike(target, { promise: 'function', query: 'function' })
    ? (target as unknown as { promise(): unknown }).promise()
    : target;
  if (looksLike(promising, { getConnection: 'function', query: 'function' })) {
    return mysql2Source(promising);
  }
  for (const method of ['query', 'raw'] as const) {
    if (looksLike(promising, { [method]: 'function' })) return plainSource(promising, method);
  }
  return undefined;
}

interface PgClient {
  query: Query;
  release(isBroken: boolean): void;
  on(event: 'error', listener: () => void): void;
  removeListener(event: 'error', listener: () => void): void;
}

function pgSource(pool: Duck): SqlSource {
  return {
    async connect() {
      const client = await (pool as { connect(): PromiseLike<PgClient> }).connect();
      // A client that loses its server says so by an event, which ends the process when nobody listens.
      const ignore = (): void => undefined;
      client.on('error', ignore);
      return {
        query: (text) => client.query(text),
        giveBack(isBroken) {
          client.release(isBroken);
          client.removeListener('error', ignore);
        },
      };
    },
    exhaustion() {
      const max = numberOf(part(pool, 'options').max) ?? Number.POSITIVE_INFINITY;
      const [total, waiting] = [Number(pool.totalCount), Number(pool.waitingCount)];
      return pool.idleCount === 0 && total >= max ? exhausted(total, max, waiting) : undefined;
    },
  };
}

interface Mysql2Connection {
  query: Query;
  release(): void;
  destroy(): void;
}

function mysql2Source(pool: Duck): SqlSource {
  const core = isObject(pool.pool) ? (pool.pool as Duck) : pool;
  return {
    async connect() {
      const connection = await (
        pool as { getConnection(): PromiseLike<Mysql2Connection> }
      ).getConnection();
      return {
        query: (text) => connection.query(text),
        giveBack: (isBroken) => (isBroken ? connection.destroy() : connection.release()),
      };
    },
    exhaustion() {
      const max = numberOf(part(core, 'config').connectionLimit) || Number.POSITIVE_INFINITY;
      const total = lengthOf(core._allConnections);
      return lengthOf(core._freeConnections) === 0 && total >= max
        ? exhausted(total, max, lengthOf(core._connectionQueue))
        : undefined;
    },
  };
}

/** Something that manages its connections itself: a single client, knex, Sequelize, TypeORM. */
function plainSource(target: Duck, method: 'query' | 'raw'): SqlSource {
  const query = target[method] as Query;
  return {
    connect: async () => ({
      query: (text) => query.call(target, text),
      giveBack: () => undefined,
    }),
    exhaustion: () => undefined,
  };
}

function exhausted(total: number, max: number, waiting: number): string {
  return `${total} of ${max} connections in use, ${waiting} waiting`;
}
