import { looksLike, numberOf, part, type Duck } from '../duck.ts';
import { listen } from '../listen.ts';
import { Loans } from '../loans.ts';
import type { PoolKind } from '../pool-kind.ts';
import { placeOfUrl, serverName } from '../server-name.ts';
import { shadowMethod } from '../shadow-method.ts';
import { timeRequest } from '../time-request.ts';

/** As `new pg.Pool()` words them; it gives them no code. */
const TIMEOUT =
  /^(timeout exceeded when trying to connect|Connection terminated due to connection timeout)$/;

interface PgPool extends Duck {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** `pg.Pool` 8 (pg-pool 3). */
export const pgPool: PoolKind<'pg'> = {
  name: 'pg',
  find: (value) =>
    looksLike(value, {
      totalCount: 'number',
      idleCount: 'number',
      waitingCount: 'number',
      connect: 'function',
      on: 'function',
    })
      ? value
      : undefined,
  nameOf(pool) {
    const options = part(pool, 'options');
    const { env } = process;
    const place = placeOfUrl(options.connectionString) ?? {
      host: options.host ?? env.PGHOST,
      port: options.port ?? env.PGPORT,
      database: options.database ?? env.PGDATABASE ?? options.user ?? env.PGUSER,
    };
    return serverName(place, { fallback: 'pg', defaultPort: 5432 });
  },
  watch(subject, recorder, wrap) {
    const pool = subject as PgPool;
    const loans = new Loans(recorder);
    /** Those that were out when we came. Some may only have been opening: it is trimmed to what is possible. */
    let early = outside(pool);
    const undo = [
      listen(pool, {
        acquire: (client) => loans.begin(client),
        release(_error, client) {
          if (!loans.end(client) && early > 0) early -= 1;
        },
      }),
    ];
    if (wrap) {
      undo.push(
        shadowMethod(pool, 'connect', (original) =>
          timeRequest(original, {
            recorder,
            callbackAt: 0,
            isTimeout: (error) => error instanceof Error && TIMEOUT.test(error.message),
            total: (each) => (each as PgPool).totalCount,
          }),
        ),
      );
    }
    return {
      countsTimeouts: wrap,
      read(each) {
        const now = each as PgPool;
        if (now.ended === true) return undefined;
        const out = outside(now);
        early = Math.max(0, Math.min(early, out - loans.count));
        // pg counts a connection that is being opened as one of the pool; the request that it is for has to wait.
        const used = Math.min(out, loans.count + early);
        return {
          used,
          idle: now.idleCount,
          pending: now.waitingCount + out - used,
          max: numberOf(part(now, 'options').max),
        };
      },
      stop: () => undo.forEach((each) => each()),
    };
  },
};

function outside(pool: PgPool): number {
  return Math.max(0, pool.totalCount - pool.idleCount);
}
