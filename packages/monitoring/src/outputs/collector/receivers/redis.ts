import type { CollectorReceiver } from '../../../define/targets.ts';
import type { Source } from '../collector-parts.ts';
import { env } from '../environment.ts';
import { serverIdentity } from '../processors/server-identity.ts';

type RedisReceiver = Extract<CollectorReceiver, { kind: 'redis' }>;

/**
 * A Redis server, by `INFO`. Its instance is the endpoint of the definition, also where the environment says another address.
 *
 * @param suffix - Of the second and further servers, `-2`; also of the names of its variables.
 */
export function redisSource(
  { endpoint }: RedisReceiver,
  environment: string,
  suffix: string,
): Source {
  const name = `redis${suffix}`;
  const variable = (part: string): string => `REDIS${suffix.replace('-', '_')}_${part}`;
  return {
    name,
    signal: 'metrics',
    place: 'shared',
    receiver: {
      [`redis/${name}`]: {
        endpoint: env(variable('ENDPOINT'), endpoint),
        username: env(variable('USERNAME'), ''),
        password: env(variable('PASSWORD'), ''),
        collection_interval: env('COLLECTOR_SERVERS_INTERVAL', '30s'),
        tls: { insecure: env(variable('INSECURE'), 'true') },
        // How near the limit it is; off by default there.
        metrics: { 'redis.maxmemory': { enabled: true } },
      },
    },
    processors: serverIdentity({ name, service: 'redis', instance: endpoint, environment }),
  };
}
