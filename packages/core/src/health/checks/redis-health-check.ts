import { quote } from '../../catalog/quote.ts';
import { looksLike, type Duck } from '../../pools/duck.ts';
import type { HealthCheckFunction } from '../health-check.ts';
import { checkOptions } from './check-options.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** States of an ioredis client in which a command is answered soon: `wait` connects at the first one. */
const USABLE = new Set(['ready', 'wait']);

/**
 * A health check of Redis: `PING` over the connection that the service itself uses.
 *
 * `fail` when it is not answered, and at once while the client has no connection: a command would wait in the client's queue.
 *
 * @param client - node-redis client, pool or cluster, ioredis client or cluster: anything with `ping()`.
 * @throws TelemetryError `health.invalid` for anything else.
 *
 * @example
 * defineHealthCheck('redis', redisHealthCheck(client), { critical: false });
 */
export function redisHealthCheck(client: object): HealthCheckFunction {
  const problem = `the client is ${quote(client)} without ping(). Pass the client itself.`;
  checkOptions(
    'redisHealthCheck',
    {},
    {},
    looksLike(client, { ping: 'function' }) ? [] : [problem],
  );
  const ping = oneAtATime('PING', () => (client as { ping(): Promise<unknown> }).ping());
  return async ({ signal }) => {
    const { isReady, status } = client as Duck;
    if (isReady === false) throw new Error('the client is not connected');
    if (typeof status === 'string' && !USABLE.has(status)) {
      throw new Error(`the client is not connected (${status})`);
    }
    const answer = await ping(signal);
    // A client that is subscribed gets a list.
    if (!/pong/i.test(String(answer))) throw new Error(`PING was answered by ${quote(answer)}`);
  };
}
