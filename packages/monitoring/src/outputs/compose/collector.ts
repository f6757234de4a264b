import type { CollectorReceiver } from '../../define/targets.ts';
import type { Monitoring } from '../../define/monitoring.ts';
import { IMAGES } from '../images.ts';
import { portOf } from '../port-of.ts';
import { container, loopback, type ComposeService } from './compose-service.ts';

/** What a receiver has to see of the machine. */
const MOUNTS: Partial<Record<CollectorReceiver['kind'], readonly string[]>> = {
  host: ['/:/hostfs:ro'],
  docker: ['/var/run/docker.sock:/var/run/docker.sock:ro'],
  'container-logs': ['/var/lib/docker/containers:/var/lib/docker/containers:ro'],
};

/** The Collector. Its image has nothing that could ask for its health; Prometheus does, by its own metrics. */
export function collector({ targets }: Monitoring): ComposeService {
  const { receivers } = targets.collector;
  const { addresses } = targets;
  const files = receivers.flatMap((receiver) =>
    receiver.kind === 'files' ? receiver.include.map(directoryOf) : [],
  );
  return container({
    image: IMAGES.collector,
    command: ['--config=/etc/otelcol/collector.yaml'],
    // Its queue is on a volume, which belongs to root when it is new; logs of containers may be read by root only.
    user: '0:0',
    environment: {
      GOMEMLIMIT: '800MiB',
      ...(receivers.some(({ kind }) => kind === 'host') && { COLLECTOR_HOST_ROOT: '/hostfs' }),
    },
    // Passwords of databases and whatever differs here: see collector/collector.env.
    env_file: [{ path: './collector/local.env', required: false }],
    ports: [loopback(4317), loopback(portOf(addresses.collector))],
    volumes: [
      './collector/collector.yaml:/etc/otelcol/collector.yaml:ro',
      'collector-data:/var/lib/otelcol',
      ...receivers.flatMap(({ kind }) => MOUNTS[kind] ?? []),
      ...[...new Set(files)].map((directory) => `${directory}:${directory}:ro`),
    ],
    mem_limit: '1g',
    // It hands over what it still has.
    stop_grace_period: '30s',
  });
}

/** The part of a pattern before its first wildcard. */
function directoryOf(pattern: string): string {
  const [fixed = ''] = pattern.split(/[*?[{]/, 1);
  return fixed.slice(0, fixed.lastIndexOf('/')) || '/';
}
