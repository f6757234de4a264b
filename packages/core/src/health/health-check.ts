import type { HealthStatus } from './health-status.ts';

/** What a probe asks. `startup`: has it started? `liveness`: must it be restarted? `readiness`: may it get work? */
export type HealthProbe = 'startup' | 'liveness' | 'readiness';

/** What a check learns about its call. */
export interface HealthCheckContext {
  /** Aborted when the time-out is over or the check is stopped. Pass it on: it frees what the call holds. */
  readonly signal: AbortSignal;
}

/** The long form of a check's answer. */
export interface HealthOutcome {
  readonly status: HealthStatus;
  /** Why, for a person. Secrets in it are masked, and it is cut at 1000 characters. */
  readonly output?: string | undefined;
  /** What was measured, for example milliseconds, connections, a version. */
  readonly observedValue?: unknown;
  /** Unit of `observedValue`: `ms`, `By`, `{connection}`. */
  readonly observedUnit?: string | undefined;
  /** Anything else worth showing. Values under secret keys are masked, and it is bounded like a log record. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Nothing and `true` mean `pass`, `false` means `fail`. */
// oxlint-disable-next-line typescript/no-invalid-void-type -- a check that returns nothing is the usual one
export type HealthAnswer = void | undefined | boolean | HealthOutcome;

/**
 * Looks whether something works. To throw or reject is to `fail`; so is to return anything that is no {@link HealthAnswer}
 * (the rows of a query, a `Response`): nobody should have to guess what a value means.
 */
export type HealthCheckFunction = (
  context: HealthCheckContext,
) => HealthAnswer | PromiseLike<HealthAnswer>;

/** What may be said about a check when it is defined. */
export interface HealthCheckSettings {
  /** A run that takes longer is a `fail`. Whole milliseconds, 1 to 600 000. @defaultValue 2_000 */
  readonly timeoutMs?: number | undefined;
  /** Whether the service is down without it. When false, its `fail` counts as `warn`. @defaultValue true */
  readonly critical?: boolean | undefined;
  /**
   * The probes it belongs to, and words of your own to select it by. A check without any of the three probes shows in the
   * full report and the metrics only. Liveness is for what a restart mends: never put a dependency there.
   * @defaultValue `['readiness']`
   */
  readonly tags?: readonly (HealthProbe | (string & {}))[] | undefined;
  /** How long a result is good for; whoever asks meanwhile gets it again. Milliseconds, ≥ 0. @defaultValue 1_000 */
  readonly minIntervalMs?: number | undefined;
  /** What it means when this fails, for whoever reads the report. */
  readonly description?: string | undefined;
  /** `datastore`, `component`, `system`, or a word or URL of your own: `componentType` of the report. */
  readonly componentType?: string | undefined;
}

/** What one run of a check found. */
export interface HealthCheckResult {
  readonly name: string;
  /** As the check said it; whether it is critical does not show here. */
  readonly status: HealthStatus;
  /** Why. Secrets are masked. */
  readonly output?: string;
  readonly observedValue?: unknown;
  readonly observedUnit?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly critical: boolean;
  readonly tags: readonly string[];
  readonly description?: string;
  readonly componentType?: string;
  /** When the run ended, milliseconds since 1970. */
  readonly timeMs: number;
  /** How long the run took, in milliseconds. */
  readonly durationMs: number;
}

/** A check that was defined. */
export interface HealthCheckHandle {
  readonly name: string;
  /** The latest result; undefined before the first. Runs nothing. */
  readonly latest: HealthCheckResult | undefined;
  /**
   * Runs the check, or shares the run that is under way or the result that is still good. Never rejects. After `stop()` the
   * check is not called any more: the answer is the latest result, or a `fail` when there is none.
   */
  run(): Promise<HealthCheckResult>;
  /** Takes the check out of reports and metrics, and aborts its run. May be called twice. The name is free again. */
  stop(): void;
}
