/** What monitoring is told, in the words of Nagios and everything that runs its plugins. */
export type HealthState = 'ok' | 'warning' | 'critical' | 'unknown';

/** Exit codes of a Nagios plugin. */
export const NAGIOS_EXIT_CODES = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

/**
 * Exit codes of a Docker HEALTHCHECK: 0 healthy, 1 unhealthy; 2 is reserved. A service that warns still serves, so it is
 * healthy; one that cannot be asked is not.
 */
export const DOCKER_EXIT_CODES = { ok: 0, warning: 0, critical: 1, unknown: 1 } as const;

/** One check, as a body tells it. */
export interface ToldCheck {
  readonly name: string;
  /** What its word means; absent when it has none that is known. */
  readonly state?: Exclude<HealthState, 'unknown'>;
  /** As written: `pass`, `UP`… */
  readonly status?: string;
  /** False when the service goes on without it. */
  readonly critical?: boolean;
  /** How long the check took. Milliseconds. */
  readonly durationMs?: number;
  readonly output?: string;
}

/** What came of asking one health endpoint once. */
export interface HealthVerdict {
  readonly state: HealthState;
  /** Why, without the state and the address. One line. */
  readonly message: string;
  /** What to do; on every `unknown`, and where it can be told. */
  readonly mend?: string;
  readonly httpStatus?: number;
  /** From the start of the connection to the end of the answer, or to the failure. Milliseconds. */
  readonly durationMs: number;
  /** The overall status as the body has it. */
  readonly status?: string;
  /** Why, as the body has it: `draining`. */
  readonly output?: string;
  /** Empty when the endpoint hides them, or has none. At most 100. */
  readonly checks: readonly ToldCheck[];
  /** Code of the error when there was no answer: `ECONNREFUSED`. */
  readonly code?: string;
}

const SERIOUSNESS: readonly HealthState[] = ['ok', 'warning', 'unknown', 'critical'];

/** The more serious of two. Something is certainly wrong: that weighs more than not to know. */
export function worseState(a: HealthState, b: HealthState): HealthState {
  return SERIOUSNESS.indexOf(a) >= SERIOUSNESS.indexOf(b) ? a : b;
}
