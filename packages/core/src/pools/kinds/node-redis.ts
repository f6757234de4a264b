import { isObject, looksLike, numberOf, part, stringOf, type Duck } from '../duck.ts';
import { Loans } from '../loans.ts';
import type { PoolKind } from '../pool-kind.ts';
import { placeOfUrl, serverName } from '../server-name.ts';
import { shadowMethod } from '../shadow-method.ts';
import { subscribeChannel } from '../subscribe-channel.ts';

const REDIS = { fallback: 'redis', defaultPort: 6379 };

/** What `createClient()` and `createClientPool()` return stands in front of the object itself. */
function behind(value: object): object {
  const self = (value as Duck)._self;
  return isObject(self) ? self : value;
}

/** A client of node-redis 5 or 6: one connection, which all commands share. */
export const nodeRedisClient: PoolKind<'redis'> = {
  name: 'redis',
  find: (value) =>
    looksLike(value, { isOpen: 'boolean', isReady: 'boolean', sendCommand: 'function' })
      ? behind(value)
      : undefined,
  nameOf(client) {
    const options = part(client, 'options');
    const { host, port, path } = part(options, 'socket');
    return serverName(
      { ...placeOfUrl(options.url), ...defined({ host, port, path, database: options.database }) },
      REDIS,
    );
  },
  watch(client, recorder) {
    const id = stringOf((client as Duck)._clientId);
    return {
      countsTimeouts: false,
      read(each) {
        const isReady = (each as Duck).isReady === true;
        return { used: isReady ? 1 : 0, idle: 0, max: 1 };
      },
      stop: subscribeChannel('node-redis:connection:ready', (message) => {
        const { clientId, createTimeMs } = message as Duck;
        const ms = numberOf(createTimeMs);
        if (id !== undefined && clientId === id && ms !== undefined) recorder.created(ms / 1_000);
      }),
    };
  },
};

/** `createClientPool()` of node-redis 5 or 6. */
export const nodeRedisPool: PoolKind<'redis-pool'> = {
  name: 'redis-pool',
  find: (value) =>
    looksLike(value, {
      idleClients: 'number',
      clientsInUse: 'number',
      tasksQueueLength: 'number',
      execute: 'function',
    })
      ? behind(value)
      : undefined,
  nameOf(pool) {
    // `host:port/database-a1b2c3d4`, or `unknown` thrice when it was made by URL: the pool keeps its options to itself.
    const id = stringOf(part(pool, 'identity').id)?.replace(/-[^-]*$/, '');
    return id === undefined || id.startsWith('unknown')
      ? REDIS.fallback
      : id.replace('/unknown', '');
  },
  watch(pool, recorder, wrap) {
    const stop = wrap
      ? shadowMethod(pool, 'execute', (original) => timeTask(original, recorder))
      : undefined;
    return {
      countsTimeouts: wrap,
      read(each) {
        const { clientsInUse, idleClients, tasksQueueLength } = each as Duck;
        return {
          used: numberOf(clientsInUse),
          idle: numberOf(idleClients),
          pending: numberOf(tasksQueueLength),
        };
      },
      stop: () => stop?.(),
    };
  },
};

type Execute = (this: unknown, ...values: unknown[]) => unknown;

/** Wraps the task and not the answer: the pool calls it when it has a connection. */
function timeTask(original: Execute, recorder: Parameters<typeof nodeRedisPool.watch>[1]): Execute {
  return function (task, ...others) {
    if (typeof task !== 'function') return original.call(this, task, ...others);
    const start = performance.now();
    const timedTask = function (this: unknown, ...values: unknown[]): unknown {
      const loans = new Loans(recorder);
      recorder.waited((performance.now() - start) / 1_000);
      loans.begin(values[0]);
      let result: unknown;
      const end = (): void => void loans.end(values[0]);
      try {
        result = (task as Execute).apply(this, values);
      } catch (error) {
        end();
        throw error;
      }
      // The pool itself handles its rejection.
      if (result instanceof Promise) result.then(end, end);
      else end();
      return result;
    };
    const answer = original.call(this, timedTask, ...others) as Promise<unknown>;
    return answer.then(
      (value) => value,
      (error: unknown) => {
        if (isTimeout(error)) recorder.timedOut();
        throw error;
      },
    );
  };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /^Timeout waiting for a client\b/.test(error.message);
}

function defined(values: Duck): Duck {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
