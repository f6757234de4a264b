import type { Ingest } from '../../define/targets.ts';
import { storedLabel } from '../../naming/naming.ts';
import type { Plan } from '../../plan.ts';
import type { AlertSource } from '../../rules/alert-source.ts';
import { matcher, type InhibitRule } from './alertmanager-config.ts';

/** In `inhibits`: every other alert. */
export const EVERY_OTHER = '*';

/** An alert that silences others while it fires. */
export interface Inhibition {
  readonly source: AlertSource;
  /** Names of alerts, never its own. */
  readonly targets: readonly string[];
  /** Labels as they are stored. */
  readonly equal: readonly string[];
  /** Whether it names no targets, but means all. */
  readonly isEveryOther: boolean;
}

/** What is a consequence is not told: tickets while a service pages, and what alerts say that they explain. */
export function createInhibition(plan: Plan): InhibitRule[] {
  const service = plan.q.label('service.name');
  const environment = plan.q.label('deployment.environment.name');
  return [
    {
      // An alert of no service would silence every ticket of no service: for Alertmanager, two missing labels are equal.
      source_matchers: [matcher('severity', '=', 'page'), matcher(service, '!=', '')],
      target_matchers: [matcher('severity', '=', 'ticket')],
      equal: [environment, service],
    },
    ...inhibitionsOf(plan).map(({ source, targets, equal }) => ({
      source_matchers: [matcher('alertname', '=', source.name)],
      target_matchers: [
        targets.length === 1
          ? matcher('alertname', '=', targets[0] ?? '')
          : matcher('alertname', '=~', targets.join('|')),
      ],
      equal,
    })),
  ];
}

/** What the planned alerts say about each other. Alerts that are not planned here are left out, as they cannot fire. */
export function inhibitionsOf(plan: Plan): Inhibition[] {
  const sources = plannedSources(plan);
  return sources.flatMap((source) =>
    mergeByLabels(source, plan.q.ingest).flatMap(({ alerts, equal }) => {
      const targets = sources.filter((target) =>
        alerts.includes(EVERY_OTHER)
          ? isConsequence(target, source, equal)
          : alerts.includes(target.name),
      );
      const names = targets.map(({ name }) => name).filter((name) => name !== source.name);
      const isEveryOther = alerts.includes(EVERY_OTHER);
      return names.length > 0 ? [{ source, targets: names, equal, isEveryOther }] : [];
    }),
  );
}

/** Each source once, in the order of the plan. */
export function plannedSources(plan: Plan): AlertSource[] {
  return [...new Set(plan.alerts.flatMap(({ rules }) => rules.map(({ source }) => source)))];
}

/**
 * Whether an alert that silences every other silences this one. What is for machines is never silenced; and of two that silence every
 * other, only the wider one (with fewer equal labels) silences the narrower, or they would silence each other.
 */
function isConsequence(
  target: AlertSource,
  source: AlertSource,
  equal: readonly string[],
): boolean {
  if (target === source || target.severity === 'none') return false;
  const own = target.inhibits?.find(({ alert }) => alert === EVERY_OTHER);
  return own === undefined || own.equal.length > equal.length;
}

/** What one alert silences, by the labels that must be equal. */
function mergeByLabels(
  { inhibits = [] }: AlertSource,
  ingest: Ingest,
): { alerts: string[]; equal: string[] }[] {
  const merged = new Map<string, { alerts: string[]; equal: string[] }>();
  for (const { alert, equal } of inhibits) {
    const labels = equal.map((label) => storedLabel(label, ingest));
    const key = labels.join();
    const known = merged.get(key);
    if (known) known.alerts.push(alert);
    else merged.set(key, { alerts: [alert], equal: labels });
  }
  return [...merged.values()];
}
