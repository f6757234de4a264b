import type { Words } from '../../promql/words.ts';

/** Distinct users of the whole platform within `1d`, `7d` or `30d`, in the chosen environment. */
export function distinctUsers(q: Words, window: '1d' | '7d' | '30d'): string {
  const environment = q.label('deployment.environment.name');
  return `max (${environment}:usage_distinct_users:count${window}{${environment}=~"$environment"})`;
}
