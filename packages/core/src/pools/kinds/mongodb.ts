import { isObject, looksLike, numberOf, part, stringOf, type Duck } from '../duck.ts';
import { listen } from '../listen.ts';
import type { PoolKind } from '../pool-kind.ts';

/** Ids of connections that were never given back would otherwise stay for ever. */
const MAX_LOANS = 10_000;

/** `MongoClient` 6.9 or later: the pools of all its servers together. Its events tell everything. */
export const mongoClient: PoolKind<'mongodb'> = {
  name: 'mongodb',
  find: (value) =>
    looksLike(value, {
      db: 'function',
      startSession: 'function',
      options: 'object',
      on: 'function',
      removeListener: 'function',
    })
      ? value
      : undefined,
  nameOf(client) {
    const { hosts, dbName } = part(client, 'options');
    const first = Array.isArray(hosts) ? String(hosts[0]) : 'mongodb';
    return stringOf(dbName) === undefined ? first : `${first}/${String(dbName)}`;
  },
  watch(client, recorder) {
    const since = new Map<string, number>();
    return {
      countsTimeouts: true,
      read(each) {
        const pools = poolsOf(each);
        const sum = (member: string): number =>
          pools.reduce((total, pool) => total + (numberOf(pool[member]) ?? 0), 0);
        const maxPoolSize = numberOf(part(each, 'options').maxPoolSize);
        return {
          used: sum('currentCheckedOutCount'),
          idle: sum('availableConnectionCount'),
          pending: sum('waitQueueSize'),
          // The limit holds for each server; 0 means that there is none.
          max: maxPoolSize ? maxPoolSize * Math.max(1, pools.length) : undefined,
        };
      },
      stop: listen(client, {
        connectionReady: (event) => {
          const ms = durationOf(event);
          if (ms !== undefined) recorder.created(ms / 1_000);
        },
        connectionCheckedOut(event) {
          const ms = durationOf(event);
          if (ms !== undefined) recorder.waited(ms / 1_000);
          if (since.size < MAX_LOANS) since.set(keyOf(event), performance.now());
        },
        connectionCheckOutFailed(event) {
          if ((event as Duck).reason === 'timeout') recorder.timedOut();
        },
        connectionCheckedIn(event) {
          const start = since.get(keyOf(event));
          since.delete(keyOf(event));
          if (start !== undefined) recorder.used((performance.now() - start) / 1_000);
        },
        connectionClosed: (event) => void since.delete(keyOf(event)),
      }),
    };
  },
};

/** Not by counting events: a client that is observed late would never be counted right. */
function poolsOf(client: object): Duck[] {
  const servers = part(part(part(client, 'topology'), 's'), 'servers') as unknown;
  if (!(servers instanceof Map)) return [];
  return [...(servers as Map<unknown, unknown>).values()].filter(isObject).map((server) => {
    return part(server, 'pool');
  });
}

function durationOf(event: unknown): number | undefined {
  return numberOf((event as Duck).durationMS);
}

function keyOf(event: unknown): string {
  const { address, connectionId } = event as Duck;
  return `${String(address)} ${String(connectionId)}`;
}
