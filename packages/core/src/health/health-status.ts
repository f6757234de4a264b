/** `warn` is a success with a remark: HTTP says 200 for `pass` and `warn`, 503 for `fail`. */
export type HealthStatus = 'pass' | 'warn' | 'fail';

/** From best to worst. */
export const HEALTH_STATUSES = ['pass', 'warn', 'fail'] as const satisfies HealthStatus[];

/** The worst of them; `pass` when there is none. */
export function worstStatus(statuses: Iterable<HealthStatus>): HealthStatus {
  let worst = 0;
  for (const status of statuses) worst = Math.max(worst, HEALTH_STATUSES.indexOf(status));
  return HEALTH_STATUSES[worst] as HealthStatus;
}

export function isHealthStatus(value: unknown): value is HealthStatus {
  return (HEALTH_STATUSES as readonly unknown[]).includes(value);
}
