import type { Words } from '../../promql/words.ts';

/** Alerts that are more than proof that alerting works, each once: escalation repeats them. */
const REAL = 'alertname!="Watchdog", escalation=""';

/** What fires, by its severity and cause, with its value 1. */
export function firingAlerts(q: Words, where = ''): string {
  const matchers = [`alertstate="firing"`, REAL, where].filter(Boolean).join(', ');
  return `max by (severity, alertname, ${q.label('service.name')}) (ALERTS{${matchers}})`;
}

/** How many fire; 0 when none does. */
export function countAlerts(q: Words, where = ''): string {
  return `count (${firingAlerts(q, where)}) or vector(0)`;
}
