import { quote } from '../../catalog/quote.ts';
import { looksLike } from '../../pools/duck.ts';
import type { HealthCheckFunction } from '../health-check.ts';
import { checkOptions } from './check-options.ts';
import { oneAtATime } from './one-at-a-time.ts';

interface Database {
  command(command: object, options: object): Promise<unknown>;
}

/**
 * A health check of MongoDB: the command `ping`, over the client that the service itself uses.
 *
 * @param target - `MongoClient` or `Db`.
 * @throws TelemetryError `health.invalid` for anything else.
 *
 * @example
 * defineHealthCheck('mongodb', mongoHealthCheck(client));
 */
export function mongoHealthCheck(target: object): HealthCheckFunction {
  const isClient = looksLike(target, { db: 'function' });
  const isKnown = isClient || looksLike(target, { command: 'function' });
  const problem = `the target is ${quote(target)} without db() or command(). Pass the MongoClient or Db itself.`;
  checkOptions('mongoHealthCheck', {}, {}, isKnown ? [] : [problem]);
  const ping = oneAtATime('ping', (signal) => {
    const database = isClient
      ? (target as unknown as { db(): Database }).db()
      : (target as unknown as Database);
    // Drivers from 6.13 on take the command back when the signal is aborted; older ones ignore it.
    return database.command({ ping: 1 }, { signal });
  });
  return async ({ signal }) => void (await ping(signal));
}
