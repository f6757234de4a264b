import { inspectPlan } from '../check/queries.ts';
import { HISTOGRAM_PARTS, storedLabel, storedName } from '../naming/naming.ts';
import type { Plan } from '../plan.ts';
import type { KnownMetric } from '../signals/signal-index.ts';
import type { AlertSnapshot, MetricSnapshot, Snapshot } from './snapshot.ts';
import { usageOf, type Usage } from './usage.ts';

/** What a plan promises, sorted, so that two of them can be compared. */
export function takeSnapshot(plan: Plan): Snapshot {
  const { monitoring } = plan;
  const usage = usageOf(plan);
  const metrics = plan.signals
    .all()
    .map((metric): [string, MetricSnapshot] => [metric.name, snapshotOf(metric, plan, usage)])
    // Of others' programs only what is read: their lists are long, and not ours to keep.
    .filter(([name, { usedBy }]) => {
      return !plan.signals.get(name)?.isPrometheusName || Object.keys(usedBy).length > 0;
    });
  const thresholds = Object.entries(monitoring.thresholds).map(
    ([name, { value, unit }]): [string, string] => [name, `${value} ${unit}`],
  );
  const slos = monitoring.slos.map(({ name, service, objective, indicator, periodDays = 30 }) => {
    const what = Object.values(indicator).join(' ');
    return [name, `${objective} of ${what} of ${service} in ${periodDays} days`] as const;
  });
  return {
    version: 1,
    metrics: sorted(metrics),
    recorded: sorted(recordedOf(plan, usage)),
    alerts: sorted(alertsOf(plan)),
    thresholds: sorted(thresholds),
    slos: sorted(slos),
    routes: sorted(routesOf(plan)),
    dashboards: sorted(
      plan.dashboards.map(({ name, dashboard }) => [name, dashboard.title] as const),
    ),
  };
}

function snapshotOf(metric: KnownMetric, plan: Plan, usage: Usage): MetricSnapshot {
  const { ingest } = plan.monitoring.targets;
  const stored =
    metric.kind === 'histogram'
      ? HISTOGRAM_PARTS.map((part) => storedName(metric, ingest, part))
      : [storedName(metric, ingest)];
  const labels = metric.attributes.map(
    (name) => [storedLabel(name), metric.values[name] ?? []] as const,
  );
  const own = new Set(['le', ...labels.map(([label]) => label)]);
  const places = new Map<string, Set<string>>();
  for (const name of stored) {
    for (const [place, used] of usage.get(name) ?? []) {
      const before = places.get(place) ?? [];
      places.set(place, new Set([...before, ...[...used].filter((label) => own.has(label))]));
    }
  }
  return {
    kind: metric.kind,
    unit: metric.unit,
    source: metric.source,
    stored,
    labels: sorted(labels),
    buckets: metric.buckets,
    usedBy: sorted([...places].map(([place, used]) => [place, [...used].toSorted()] as const)),
  };
}

function recordedOf(plan: Plan, usage: Usage): (readonly [string, Snapshot['recorded'][string]])[] {
  const { queries } = inspectPlan(plan);
  return queries.flatMap(({ record, inspection }) => {
    if (record === undefined) return [];
    const labels = [...inspection.labels.labels.keys()].toSorted();
    const usedBy = [...(usage.get(record)?.keys() ?? [])].toSorted();
    return [[record, { labels, usedBy }] as const];
  });
}

function alertsOf({ alerts }: Plan): (readonly [string, AlertSnapshot])[] {
  const all = alerts.flatMap(({ rules }) => rules).filter(({ escalation }) => escalation === 0);
  return all.map(({ alert, source, severity }) => {
    const teams = all.filter((other) => other.alert === alert).map(({ team }) => team);
    return [alert, { area: source.area, severity, for: source.for, teams: teams.toSorted() }];
  });
}

function routesOf({ monitoring }: Plan): (readonly [string, readonly string[]])[] {
  return monitoring.teams.flatMap(({ name, page, ticket, escalation = [] }) => [
    [`${name}/page`, page] as const,
    [`${name}/ticket`, ticket] as const,
    ...escalation.map(({ after, receivers }) => [`${name}/after ${after}`, receivers] as const),
  ]);
}

function sorted<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
