import type { HealthCheckResult } from './health-check.ts';
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
 * The body of a report. What is absent is left out.
 *
 * @param options - `details`: whether to show checks, outputs and versions. @defaultValue false
 */
export function toHealthBody(
  report: HealthReport,
  { details = false }: { readonly details?: boolean } = {},
): HealthBody {
  const { status, output, service, checks, drainReason } = report;
  if (!details) {
    return { status, ...(isStateOfService(output) && { output }) };
  }
  const { version, releaseId, serviceId, description, notes = [] } = service;
  const allNotes = drainReason === undefined ? notes : [...notes, `draining: ${drainReason}`];
  return {
    status,
    ...(version !== undefined && { version }),
    ...(releaseId !== undefined && { releaseId }),
    ...(serviceId !== undefined && { serviceId }),
    ...(description !== undefined && { description }),
    ...(allNotes.length > 0 && { notes: allNotes }),
    ...(output !== undefined && { output }),
    checks: Object.fromEntries(checks.map((check) => [check.name, [bodyOf(check)]])),
  };
}

/** Whoever may ask may know these; the names of checks are details. */
function isStateOfService(output: string | undefined): output is string {
  return output === 'starting' || output === 'draining';
}

function bodyOf(check: HealthCheckResult): HealthBodyCheck {
  const { name: _name, tags: _tags, timeMs, durationMs, ...rest } = check;
  return {
    ...rest,
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    time: new Date(timeMs).toISOString(),
  };
}
