import { createLogger } from '../logs/create-logger.ts';
import type { Logger } from '../logs/logger.ts';
import type { Providers } from '../providers.ts';
import { healthCatalog } from './catalog.ts';
import type { HealthCheckResult } from './health-check.ts';
import type { HealthStatus } from './health-status.ts';

/** Least time between two events of one check. Milliseconds. */
const MIN_INTERVAL_MS = 10_000;

interface Told {
  /** What was said last; undefined as long as nothing had to be. */
  status: HealthStatus | undefined;
  at: number;
  /** The state that was seen last, and how often it changed since something was said. */
  seen: HealthStatus | undefined;
  changes: number;
}

/**
 * Logs the event `fluxora.health.changed` when a check goes to another state: once per change, and at most every ten seconds
 * for a check that flaps. What was held back is made up for by the next result, so that the last word is always right. A first
 * `pass` is no change.
 */
export class ChangeLog {
  readonly #told = new Map<string, Told>();
  readonly #logger: Logger;

  constructor(providers: Providers) {
    const { name, version } = healthCatalog;
    this.#logger = createLogger({ name, version, providers });
  }

  note(result: HealthCheckResult, monotonicMs: number): void {
    const told = this.#told.get(result.name) ?? start(result, this.#told);
    if (told.seen !== result.status) told.changes++;
    told.seen = result.status;
    if (told.status === result.status || monotonicMs - told.at < MIN_INTERVAL_MS) return;
    this.#say(result, told);
    told.status = result.status;
    told.at = monotonicMs;
    told.changes = 0;
  }

  forget(name: string): void {
    this.#told.delete(name);
  }

  #say(result: HealthCheckResult, told: Told): void {
    const { name, status, output, critical } = result;
    const from = told.status === undefined ? '' : `from ${told.status} `;
    this.#logger.event(
      healthCatalog.signals.changed.name,
      {
        'fluxora.health.check.name': name,
        'fluxora.health.check.critical': critical,
        'fluxora.health.status': status,
        ...(told.status && { 'fluxora.health.previous_status': told.status }),
        ...(output !== undefined && { 'fluxora.health.output': output }),
        'fluxora.health.changes': told.changes,
      },
      {
        level: healthCatalog.signals.changed.severity,
        message: `health check "${name}" went ${from}to ${status}${output ? `: ${output}` : ''}`,
      },
    );
  }
}

function start({ name, status }: HealthCheckResult, all: Map<string, Told>): Told {
  const isGood = status === 'pass';
  const told: Told = {
    status: isGood ? status : undefined,
    at: Number.NEGATIVE_INFINITY,
    seen: isGood ? status : undefined,
    changes: 0,
  };
  all.set(name, told);
  return told;
}
