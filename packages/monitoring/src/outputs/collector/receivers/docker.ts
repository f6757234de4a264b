import type { Source } from '../collector-parts.ts';
import { env } from '../environment.ts';
import { serverIdentity } from '../processors/server-identity.ts';

/** Every container of a Docker engine. The Collector must be allowed to read its socket. */
export function dockerSource(environment: string): Source {
  return {
    name: 'docker',
    signal: 'metrics',
    place: 'host',
    receiver: {
      'docker_stats/docker': {
        endpoint: env('DOCKER_HOST', 'unix:///var/run/docker.sock'),
        collection_interval: env('COLLECTOR_SERVERS_INTERVAL', '30s'),
        timeout: '10s',
        metrics: {
          'container.restarts': { enabled: true },
          'container.uptime': { enabled: true },
          'container.cpu.throttling_data.throttled_periods': { enabled: true },
        },
      },
    },
    processors: serverIdentity({
      name: 'docker',
      service: 'docker',
      instance: env('HOST_NAME', env('HOSTNAME', 'localhost')),
      environment,
      kept: ['container.name', 'container.image.name'],
    }),
  };
}
