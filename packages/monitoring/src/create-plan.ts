import type { Monitoring } from './define/monitoring.ts';
import { DASHBOARD_SOURCES } from './dashboards/index.ts';
import { settleDashboards } from './dashboards/settle-dashboards.ts';
import type { Plan } from './plan.ts';
import type { Problem } from './problems.ts';
import { createWords } from './promql/words.ts';
import { planAlerts } from './rules/plan-alerts.ts';
import { ALERT_SOURCES } from './rules/alerts/index.ts';
import { RECORDING_SOURCES } from './rules/recording/index.ts';
import { sloRecordingSources, SLO_ALERT_SOURCES } from './rules/slos/index.ts';
import { createSignalIndex } from './signals/create-signal-index.ts';
import { FOREIGN_METRICS } from './signals/foreign/index.ts';
import { OWN_CATALOGS } from './signals/own-catalogs.ts';

export interface Planned {
  readonly plan: Plan;
  /** What could not be planned: the plan is without it. */
  readonly problems: readonly Problem[];
}

/** Asks every source. One that fails, because it names what nobody emits, becomes a problem and does not hide the others. */
export function createPlan(monitoring: Monitoring): Planned {
  const problems: Problem[] = [];
  const signals = createSignalIndex(
    [...OWN_CATALOGS, ...monitoring.catalogs],
    [...FOREIGN_METRICS, ...monitoring.foreign],
  );
  const q = createWords(signals, monitoring.targets.ingest);
  const context = { monitoring, q };
  const attempt = <T>(place: string, make: () => T): T | undefined => {
    try {
      return make();
    } catch (error) {
      problems.push({ place, message: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const interval = `${monitoring.targets.intervals.evaluationSeconds}s`;
  const recordingSources = [
    ...RECORDING_SOURCES,
    ...sloRecordingSources(monitoring.slos),
    ...monitoring.recording,
  ];
  const recording = recordingSources.flatMap((source) => {
    const place = `recording/${source.name}`;
    const rules = attempt(place, () => source.rules(context)) ?? [];
    const tests = attempt(`${place}/tests`, () => source.tests?.(context) ?? []) ?? [];
    return rules.length === 0
      ? []
      : [
          {
            name: `${monitoring.name}-${source.name}`,
            interval: source.interval ?? interval,
            rules,
            tests,
          },
        ];
  });
  const drawn = [...DASHBOARD_SOURCES, ...monitoring.dashboards].flatMap((source) => {
    const dashboard = attempt(`dashboards/${source.name}`, () =>
      (source.isWanted?.(context) ?? true) ? source.dashboard(context) : undefined,
    );
    return dashboard ? [{ name: source.name, uid: `fluxora-${source.name}`, dashboard }] : [];
  });
  const dashboards = settleDashboards(drawn, (name) =>
    DASHBOARD_SOURCES.some((source) => source.name === name),
  );
  const isThere = (name: string): boolean =>
    dashboards.some((dashboard) => dashboard.name === name);
  // Ours lead to the overview where the dashboard of their own has nothing to show.
  const ours = [...SLO_ALERT_SOURCES, ...ALERT_SOURCES].map((source) =>
    isThere(source.dashboard) ? source : { ...source, dashboard: 'overview' as const },
  );
  const alerts = planAlerts([...ours, ...monitoring.alerts], context, interval, attempt);
  return { plan: { monitoring, signals, q, recording, alerts, dashboards }, problems };
}
