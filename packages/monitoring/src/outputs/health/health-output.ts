import type { Service } from '../../define/service.ts';
import type { Output } from '../output.ts';
import { yamlFile } from '../yaml-file.ts';
import { checkScript } from './check-script.ts';

type Probed = Service & { readonly url: string };

/** A script that asks every service, and probes from outside by Prometheus' blackbox exporter. */
export const healthOutput: Output = {
  name: 'health',
  files: ({ monitoring }) => {
    const services = probedServices(monitoring.services);
    return services.length === 0
      ? []
      : [
          {
            path: 'health/services.json',
            content: `${JSON.stringify(
              services.map(({ name, url }) => ({ service: name, url })),
              null,
              2,
            )}\n`,
          },
          { path: 'health/check.mjs', content: checkScript, isExecutable: true },
          yamlFile('blackbox/blackbox.yaml', { modules: MODULES }),
          yamlFile('prometheus/targets/probes.yaml', probeTargets(services), {
            comment:
              'What the blackbox exporter asks. Read by the job "probes" of prometheus.yaml.',
          }),
        ];
  },
};

/** Those that can be reached. */
export function probedServices(services: readonly Service[]): Probed[] {
  return services.filter((service): service is Probed => service.url !== undefined);
}

/** `ready`: 2xx of a health endpoint, warnings included; `route`: what users ask for is answered at all. */
const MODULES = {
  ready: {
    prober: 'http',
    timeout: '5s',
    http: {
      method: 'GET',
      headers: { Accept: 'application/health+json, application/json' },
      fail_if_body_not_matches_regexp: ['"status"\\s*:\\s*"(pass|warn)"'],
      follow_redirects: false,
    },
  },
  route: { prober: 'http', timeout: '10s', http: { method: 'GET', follow_redirects: false } },
};

/** File-based discovery: the label `module` chooses how a target is asked. */
function probeTargets(services: readonly Probed[]): unknown[] {
  return services.flatMap(({ name, url, team, routes = [] }) => [
    {
      targets: [`${url}/readyz`],
      labels: { module: 'ready', service_name: name, team, probe_route: '/readyz' },
    },
    ...routes
      .filter(({ method = 'GET' }) => method === 'GET')
      .map(({ path, route = path.split('?', 1)[0] ?? path }) => ({
        targets: [`${url}${path}`],
        labels: { module: 'route', service_name: name, team, probe_route: route },
      })),
  ]);
}
