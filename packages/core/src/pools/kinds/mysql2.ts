import { lengthOf, looksLike, numberOf, part, type Duck } from '../duck.ts';
import { listen } from '../listen.ts';
import { Loans } from '../loans.ts';
import type { PoolKind } from '../pool-kind.ts';
import { serverName } from '../server-name.ts';
import { shadowMethod } from '../shadow-method.ts';
import { timeRequest } from '../time-request.ts';

/** mysql2 3: pools with callbacks, and the ones with promises around them. It has no public counters: its queues are read. */
export const mysql2Pool: PoolKind<'mysql2'> = {
  name: 'mysql2',
  find(value) {
    if (isCorePool(value)) return value;
    const core = looksLike(value, { getConnection: 'function', execute: 'function' })
      ? part(value, 'pool')
      : {};
    return isCorePool(core) ? core : undefined;
  },
  nameOf(pool) {
    const { host, port, socketPath, database } = connectionConfig(pool);
    return serverName(
      { host, port, path: socketPath, database },
      { fallback: 'mysql2', defaultPort: 3306 },
    );
  },
  watch(pool, recorder, wrap) {
    const opened = new WeakSet(connectionsOf(pool));
    const undo = [
      listen(pool, { connection: (connection) => void opened.add(connection as object) }),
    ];
    if (wrap) {
      const loans = new Loans(recorder);
      undo.push(
        // A connection that goes straight to the next request is not announced: the loans see it lent again.
        listen(pool, { release: (connection) => loans.end(connection) }),
        shadowMethod(pool, 'getConnection', (original) =>
          timeRequest(original, {
            recorder,
            callbackAt: 0,
            isTimeout: (error) => (error as Duck).code === 'ETIMEDOUT',
            total: (each) => lengthOf((each as Duck)._allConnections),
            lent: (connection) => loans.begin(connection),
          }),
        ),
      );
    }
    return {
      countsTimeouts: wrap,
      read(each) {
        const { _allConnections, _freeConnections, _connectionQueue, _closed } = each as Duck;
        if (_closed === true) return undefined;
        const opening = connectionsOf(each).filter((connection) => !opened.has(connection)).length;
        const idle = lengthOf(_freeConnections);
        const config = part(each, 'config');
        return {
          used: Math.max(0, lengthOf(_allConnections) - idle - opening),
          idle,
          pending: lengthOf(_connectionQueue) + opening,
          // 0 means that there is no limit.
          max: numberOf(config.connectionLimit) || undefined,
          idleMax: numberOf(config.maxIdle),
        };
      },
      stop: () => undo.forEach((each) => each()),
    };
  },
};

function isCorePool(value: object): boolean {
  return (
    looksLike(value, {
      getConnection: 'function',
      on: 'function',
      config: 'object',
      _allConnections: 'object',
      _freeConnections: 'object',
      _connectionQueue: 'object',
    }) && Object.keys(connectionConfig(value)).length > 0
  );
}

function connectionConfig(pool: object): Duck {
  return part(part(pool, 'config'), 'connectionConfig');
}

function connectionsOf(pool: object): object[] {
  const all = part(pool, '_allConnections') as unknown as { get?(index: number): object };
  return Array.from({ length: lengthOf(all) }, (_, index) => all.get?.(index)).filter(
    (connection) => connection !== undefined,
  );
}
