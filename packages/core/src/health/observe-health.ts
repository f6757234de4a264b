import { createInstruments } from '../instruments/create-instruments.ts';
import type { Providers } from '../providers.ts';
import { healthCatalog } from './catalog.ts';
import type { HealthProbe } from './health-check.ts';
import { HEALTH_STATUSES, type HealthStatus } from './health-status.ts';

/** What the metrics of health read. */
export interface HealthState {
  /** Brings the results up to date; undefined when they are, so that a synchronous collection has them, too. */
  refresh(): Promise<void> | undefined;
  /** By check. Undefined for one that has ended: its series go to 0. */
  checks(): Iterable<readonly [name: string, status: HealthStatus | undefined]>;
  /** The probes whose state is known. */
  probes(): Iterable<readonly [probe: HealthProbe, status: HealthStatus]>;
}

/**
 * Exports the state of checks and probes at each collection.
 *
 * @returns A function that stops it.
 */
export function observeHealth(state: HealthState, providers: Providers): () => void {
  const instruments = createInstruments(healthCatalog, providers);
  const stops = [
    instruments.status.observe((observe) =>
      afterRefresh(state, () => {
        for (const [name, current] of state.checks()) {
          for (const status of HEALTH_STATUSES) {
            observe(status === current ? 1 : 0, {
              'fluxora.health.check.name': name,
              'fluxora.health.status': status,
            });
          }
        }
      }),
    ),
    instruments.probeStatus.observe((observe) =>
      afterRefresh(state, () => {
        for (const [probe, current] of state.probes()) {
          for (const status of HEALTH_STATUSES) {
            observe(status === current ? 1 : 0, {
              'fluxora.health.probe': probe,
              'fluxora.health.status': status,
            });
          }
        }
      }),
    ),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function afterRefresh(state: HealthState, report: () => void): void | Promise<void> {
  const pending = state.refresh();
  return pending ? pending.then(report) : report();
}
