import { lengthOf, looksLike, part, type Duck } from '../duck.ts';
import { listen } from '../listen.ts';
import type { PoolKind } from '../pool-kind.ts';
import { serverName } from '../server-name.ts';

const REDIS = { fallback: 'redis', defaultPort: 6379 };

/** `new Redis()` of ioredis 5 or 6: one connection, which all commands share. */
export const ioredisClient: PoolKind<'ioredis'> = {
  name: 'ioredis',
  find: (value) => (isClient(value) && (value as Duck).isCluster !== true ? value : undefined),
  nameOf(client) {
    const { host, port, path, db } = part(client, 'options');
    return serverName({ host, port, path, database: db }, REDIS);
  },
  watch(client, recorder) {
    let start: number | undefined;
    return {
      countsTimeouts: false,
      read: (each) => ({ ...connectionOf(each), idle: 0, max: 1 }),
      stop: listen(client, {
        connecting: () => void (start = performance.now()),
        ready() {
          if (start !== undefined) recorder.created((performance.now() - start) / 1_000);
          start = undefined;
        },
      }),
    };
  },
};

/** `new Redis.Cluster()`: one connection per node, without the one that it subscribes with. */
export const ioredisCluster: PoolKind<'ioredis-cluster'> = {
  name: 'ioredis-cluster',
  find: (value) =>
    isClient(value) && (value as Duck).isCluster === true && looksLike(value, { nodes: 'function' })
      ? value
      : undefined,
  nameOf(cluster) {
    const [first] = Object.values(part(cluster, 'startupNodes'));
    if (typeof first === 'string') return first.replace(/^.*@|^rediss?:\/\//, '');
    return typeof first === 'number' ? `localhost:${first}` : serverName(first ?? {}, REDIS);
  },
  watch: () => ({
    countsTimeouts: false,
    read(cluster) {
      const nodes = (cluster as { nodes(): object[] }).nodes().map(connectionOf);
      return {
        used: nodes.reduce((sum, { used }) => sum + used, 0),
        idle: 0,
        pending: nodes.reduce((sum, { pending }) => sum + pending, connectionOf(cluster).pending),
      };
    },
    stop: () => undefined,
  }),
};

function isClient(value: object): boolean {
  return looksLike(value, {
    status: 'string',
    options: 'object',
    sendCommand: 'function',
    disconnect: 'function',
    on: 'function',
  });
}

/** Commands that are given before there is a connection wait in the offline queue. */
function connectionOf(client: object): { used: number; pending: number } {
  const { status, offlineQueue } = client as Duck;
  return { used: status === 'ready' ? 1 : 0, pending: lengthOf(offlineQueue) };
}
