import { quote } from '../catalog/quote.ts';
import { TelemetryError } from '../telemetry-error.ts';
import type {
  HealthCheckFunction,
  HealthCheckHandle,
  HealthCheckSettings,
} from './health-check.ts';
import type { Health, HealthOptions } from './health.ts';
import { ServiceHealth } from './service-health.ts';

/**
 * Makes a health of its own, for tests and for processes that hold several services. Nothing runs and no timer is set until
 * somebody asks; it works without telemetry, too.
 *
 * @throws TelemetryError with code `health.invalid` that lists every problem.
 */
export function createHealth(options: HealthOptions = {}): Health {
  return new ServiceHealth(options);
}

/**
 * On globalThis, because a bundled service brings a copy of this package of its own: an endpoint that knew only the checks of
 * its own copy would call everything healthy.
 */
const KEY = Symbol.for('@fluxora/telemetry-core 0.1 health');

/** The process-wide health, used wherever none is given. `telemetry.health` is the same. */
export const health: Health = /* @__PURE__ */ processHealth();

function processHealth(): Health {
  return ((globalThis as { [KEY]?: Health })[KEY] ??= createHealth());
}

export interface HealthCheckOptions extends HealthCheckSettings {
  /** Whose check it is. @defaultValue the process-wide `health` */
  readonly health?: Health | undefined;
}

/**
 * Defines a health check. It runs when a probe, a report or a collection of metrics asks, never by a timer: one call at a time,
 * shared by all who ask meanwhile, with a time-out, and again only when its result is older than `minIntervalMs`. Its spans are
 * suppressed.
 *
 * A check that throws, rejects or times out fails and costs nothing else. A change of its state is logged as
 * `fluxora.health.changed`; the state is the metric `fluxora.health.status`.
 *
 * @param name - From code, not from input, each once: letters, digits, `_`, `-`, `.`, and one `:` between component and
 * measurement (`postgres:responseTime`).
 * @param check - Throws or rejects when something is wrong; its errors' messages are shown with secrets masked.
 * @throws TelemetryError with code `health.invalid` that lists every problem.
 *
 * @example
 * defineHealthCheck('model', () => { if (!model.isLoaded) throw new Error('not loaded'); });
 * defineHealthCheck('price-feed', ({ signal }) => priceFeed.ping({ signal }), { critical: false, timeoutMs: 500 });
 */
export function defineHealthCheck(
  name: string,
  check: HealthCheckFunction,
  options: HealthCheckOptions = {},
): HealthCheckHandle {
  const { health: owner = health, ...settings } = options;
  if (typeof owner?.define !== 'function') {
    throw new TelemetryError('health.invalid', [
      `telemetry/health: check ${quote(name)}: health is ${quote(owner)}. Use createHealth(), or leave it out.`,
    ]);
  }
  return owner.define(name, check, settings);
}
