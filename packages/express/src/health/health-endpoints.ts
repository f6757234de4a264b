import { type Health, healthRequestHandler, type HealthHttpOptions } from '@fluxora/telemetry-core';
import type { Middleware } from '../express-telemetry.ts';

export type HealthEndpointsOptions = Omit<HealthHttpOptions, 'health'>;

/**
 * A middleware for Express 4 and 5 that answers health probes: `/startupz`, `/livez`, `/readyz` and `/healthz`, below the path
 * that it is mounted on. Everything else passes on untouched. Put it before authentication and rate limits: probes have neither.
 *
 * @param health - Whose health. @defaultValue the process-wide one, `telemetry.health`
 * @param options - Paths, and who may see details.
 * @throws TelemetryError with code `options.invalid` that lists every problem.
 *
 * @example
 * app.use(healthEndpoints(telemetry.health));
 * app.use('/internal', healthEndpoints(telemetry.health, { details: true }));
 */
export function healthEndpoints(health?: Health, options: HealthEndpointsOptions = {}): Middleware {
  const answer = healthRequestHandler({ ...options, health });
  return function answerHealth(request, response, next) {
    if (!answer(request, response)) next();
  };
}
