import type { HealthReport } from './health.ts';
import type { HealthStatus } from './health-status.ts';

/** One check in `application/health+json`. */
export interface HealthBodyCheck {
  readonly status: HealthStatus;
  readonly componentType?: string;
  readonly observedValue?: unknown;
  readonly observedUnit?: string;
  /** ISO 8601. */
  readonly time: string;
  /** Absent on `pass`, as the draft has it. */
  readonly output?: string;
  readonly description?: string;
  readonly critical: boolean;
  readonly durationMs: number;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A body of `application/health+json` (draft-inadarei-api-health-check). Without details: `status`, and `output` while starting or draining. */
export interface HealthBody {
  readonly status: HealthStatus;
  readonly version?: string;
  readonly releaseId?: string;
  readonly serviceId?: string;
  readonly description?: string;
  readonly notes?: readonly string[];
  /** `starting`, `draining`, or with details the names of the checks that are not `pass`. */
  readonly output?: string;
  /** By name of the check, `component:measurement`. */
  readonly checks?: Readonly<Record<string, readonly HealthBodyCheck[]>>;
}

/** Media type of {@link HealthBody}. */
export const HEALTH_MEDIA_TYPE = 'application/health+json';

/**
 * The body of a report.
 *
 * @param details - Whether to show checks, outputs and versions. @defaultValue false
 */
export declare function toHealthBody(
  report: HealthReport,
  options?: { details?: boolean },
): HealthBody;
