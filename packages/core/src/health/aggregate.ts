import type { HealthCheckResult } from './health-check.ts';
import type { HealthReport, HealthSelection } from './health.ts';
import { worstStatus, type HealthStatus } from './health-status.ts';

/** Whether a check with these tags belongs to a selection. */
export function isPartOf(tags: readonly string[], selection: HealthSelection): boolean {
  if ('tags' in selection) return selection.tags.some((tag) => tags.includes(tag));
  return selection.kind === 'all' || tags.includes(selection.kind);
}

/** What a check's result means for the service: without what is not critical it still works. */
export function effectiveStatus({
  status,
  critical,
}: Pick<HealthCheckResult, 'status' | 'critical'>): HealthStatus {
  return status === 'fail' && !critical ? 'warn' : status;
}

/** The verdict over the results of a selection. Pure: the same results give the same verdict. */
export function aggregate(
  selection: HealthSelection,
  checks: readonly Pick<HealthCheckResult, 'name' | 'status' | 'critical'>[],
  { isStarted, isDraining }: { readonly isStarted: boolean; readonly isDraining: boolean },
): Pick<HealthReport, 'kind' | 'status' | 'output'> {
  const kind = 'kind' in selection ? selection.kind : 'tags';
  const isAboutWork = kind === 'readiness' || kind === 'all';
  if (isAboutWork && isDraining) return { kind, status: 'fail', output: 'draining' };
  if ((isAboutWork || kind === 'startup') && !isStarted) {
    return { kind, status: 'fail', output: 'starting' };
  }
  if (kind === 'startup') return { kind, status: 'pass' };

  const status = worstStatus(checks.map(effectiveStatus));
  const names = checks.filter((check) => check.status !== 'pass').map(({ name }) => name);
  return { kind, status, ...(names.length > 0 && { output: names.join(', ') }) };
}
