import type { Providers } from '../providers.ts';
import type {
  HealthCheckFunction,
  HealthCheckHandle,
  HealthCheckResult,
  HealthCheckSettings,
  HealthProbe,
} from './health-check.ts';
import type { HealthStatus } from './health-status.ts';

/** Who is being asked; shown where details are. */
export interface HealthServiceInfo {
  /** Version of the interface, `version` of the report. */
  readonly version?: string | undefined;
  /** Version of the build, `releaseId` of the report. */
  readonly releaseId?: string | undefined;
  /** `serviceId` of the report. */
  readonly serviceId?: string | undefined;
  readonly description?: string | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** Where time comes from: `now` is the wall clock in milliseconds since 1970, `monotonic` a stopwatch in milliseconds. */
export interface HealthClock {
  now(): number;
  monotonic(): number;
}

export interface HealthOptions {
  readonly service?: HealthServiceInfo | undefined;
  /**
   * Whether collecting metrics runs the checks whose results are older than their `minIntervalMs`, so that the metrics are
   * fresh in a process that nobody probes. It waits for them for a second at most. @defaultValue true
   */
  readonly onCollect?: boolean | undefined;
  readonly providers?: Providers | undefined;
  /** @defaultValue the system's */
  readonly clock?: HealthClock | undefined;
}

/** Which checks to ask. `all`: every check, and the state of all three probes. */
export type HealthSelection =
  | { readonly kind: HealthProbe | 'all' }
  /** Checks with at least one of these tags. */
  | { readonly tags: readonly string[] };

export interface HealthReport {
  readonly kind: HealthProbe | 'all' | 'tags';
  /** The worst of the checks, where what is not critical is at worst `warn`; `fail` also while starting or draining. */
  readonly status: HealthStatus;
  /** `starting`, `draining`, or the names of the checks that are not `pass`; absent when there is nothing to say. */
  readonly output?: string;
  readonly isStarted: boolean;
  readonly isDraining: boolean;
  /** Why it drains, as given to `startDraining`. */
  readonly drainReason?: string;
  /** In the order in which they were defined. */
  readonly checks: readonly HealthCheckResult[];
  readonly service: HealthServiceInfo;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

/** The health of one service: its checks, whether it has started, and whether it drains. */
export interface Health {
  /**
   * Defines a check. It runs when somebody asks, never by a timer.
   *
   * @param name - From code, not from input, each once: letters, digits, `_`, `-`, `.`, and one `:` between component and
   * measurement (`postgres:responseTime`).
   * @throws TelemetryError with code `health.invalid` that lists every problem.
   */
  define(
    name: string,
    check: HealthCheckFunction,
    settings?: HealthCheckSettings,
  ): HealthCheckHandle;
  /**
   * Runs the checks that are due, at the same time, and reports. Rejects only for a selection that makes no sense.
   *
   * @param selection - @defaultValue `{ kind: 'all' }`
   */
  check(selection?: HealthSelection): Promise<HealthReport>;
  /** The same from the latest results; runs nothing. A check that has not run yet is left out. */
  latest(selection?: HealthSelection): HealthReport;
  /** `latest().status`. */
  readonly status: HealthStatus;
  /**
   * From here on readiness fails, and collecting metrics runs no more checks, so that closing a pool is no outage. Liveness
   * stays as it is. Cannot be taken back; the first reason stays.
   *
   * @param reason - For the report: `SIGTERM`.
   */
  startDraining(reason?: string): void;
  readonly isDraining: boolean;
  /** Holds start-up open until `markStarted()`, for services that know best. Too late once started: then it does nothing. */
  markStarting(): void;
  /** Ends start-up, whatever its checks say. Without this it ends when all `startup` checks have passed once. */
  markStarted(): void;
  /** Whether start-up is over; stays true. True from the beginning without `startup` checks and `markStarting()`. */
  readonly isStarted: boolean;
  /**
   * Changes options; those that are absent stay. `instrument()` calls it.
   *
   * @returns A function that gives these options the values that they had before.
   * @throws TelemetryError with code `health.invalid` that lists every problem; then nothing is changed.
   */
  configure(options: HealthOptions): () => void;
}
