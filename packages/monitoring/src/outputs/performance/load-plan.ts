import type { Monitoring } from '../../define/monitoring.ts';
import type { ProbedRoute, Service } from '../../define/service.ts';

/** What is asked of a route under load. */
export interface LoadedRoute {
  readonly method: string;
  readonly path: string;
  /** The template by which results are told apart. */
  readonly route: string;
  readonly body?: unknown;
  /** Of an SLO on latency: which share of answers shall come within how many milliseconds. */
  readonly latency?: { readonly share: number; readonly ms: number; readonly slo: string };
}

export interface LoadedService {
  readonly service: string;
  readonly url: string;
  readonly routes: readonly LoadedRoute[];
  /** The share of answers that may be server errors, and the SLO that says so. */
  readonly failures: { readonly share: number; readonly slo: string | undefined };
}

/** Where no SLO says more: one in a hundred. */
const DEFAULT_FAILURES = 0.01;

/** Which requests are sent to whom, and what the SLOs demand of the answers. Services without a URL or routes are left out. */
export function loadPlan({ services, slos }: Monitoring): LoadedService[] {
  return services.flatMap((service) => {
    const { url, routes = [] } = service;
    if (url === undefined || routes.length === 0) return [];
    const availability = slos.find(
      (slo) => slo.service === service.name && slo.indicator.kind === 'http-availability',
    );
    const share = availability ? 1 - availability.objective : DEFAULT_FAILURES;
    return [
      {
        service: service.name,
        url,
        routes: routes.map((route) => loadedRoute(service, route, slos)),
        // 1 - 0.999 is 0.001000…9 in binary; nobody means that.
        failures: { share: Number(share.toPrecision(6)), slo: availability?.name },
      },
    ];
  });
}

function loadedRoute(
  service: Service,
  { method = 'GET', path, route = path.split('?', 1)[0] ?? path, body }: ProbedRoute,
  slos: Monitoring['slos'],
): LoadedRoute {
  const slo = slos.find(
    ({ service: name, indicator }) =>
      name === service.name &&
      indicator.kind === 'http-latency' &&
      (indicator.route ?? route) === route,
  );
  return {
    method,
    path,
    route,
    ...(body === undefined ? {} : { body }),
    ...(slo?.indicator.kind === 'http-latency'
      ? { latency: { share: slo.objective, ms: slo.indicator.seconds * 1_000, slo: slo.name } }
      : {}),
  };
}
