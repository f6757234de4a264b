import type { Monitoring } from '../../define/monitoring.ts';
import type { Service } from '../../define/service.ts';
import { GRACE_SECONDS, serviceEnvironment } from '../service-environment.ts';
import { container, healthcheck, type ComposeService } from './compose-service.ts';

/** The services themselves, those with an image. */
export function ownServices(monitoring: Monitoring): Readonly<Record<string, ComposeService>> {
  return Object.fromEntries(
    monitoring.services.flatMap((service) => {
      const { container: image } = service;
      return image === undefined ? [] : [[service.name, ownService(monitoring, service, image)]];
    }),
  );
}

function ownService(
  monitoring: Monitoring,
  service: Service,
  { image, port }: NonNullable<Service['container']>,
): ComposeService {
  const endpoint = `http://${monitoring.targets.addresses.collector}`;
  const question = `fetch('http://127.0.0.1:${port}/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
  return container({
    image,
    environment: { ...serviceEnvironment(monitoring, service, endpoint), PORT: String(port) },
    env_file: [{ path: `./services/${service.name}.env`, required: false }],
    // A free port of the loopback interface, since there may be several replicas: `docker compose port`.
    ports: [`127.0.0.1::${port}`],
    healthcheck: healthcheck(['CMD', 'node', '-e', question]),
    depends_on: { collector: { condition: 'service_started' } },
    deploy: { replicas: service.replicas ?? 1 },
    stop_grace_period: `${GRACE_SECONDS}s`,
    mem_limit: '512m',
  });
}
