import type { Monitoring } from './define/monitoring.ts';
import type { Dashboard } from './dashboards/dashboard-source.ts';
import type { AlertSource, Severity } from './rules/alert-source.ts';
import type { RecordingRule } from './rules/recording-source.ts';
import type { PlannedTest } from './rules/rule-test.ts';
import type { Words } from './promql/words.ts';
import type { SignalIndex } from './signals/signal-index.ts';

/** An alert rule as Prometheus gets it, and what it came from. */
export interface PlannedAlert {
  readonly source: AlertSource;
  readonly team: string;
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly keepFiringFor: string | undefined;
  readonly severity: Severity;
  /** 0: the alert itself; n: the same for the n-th escalation step of its team, with a longer `for`. */
  readonly escalation: number;
  /** All labels: severity, team, area, `escalation`. */
  readonly labels: Readonly<Record<string, string>>;
  /** summary, description, dashboard_url, runbook_url. */
  readonly annotations: Readonly<Record<string, string>>;
}

export interface PlannedGroup<T> {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly T[];
  readonly tests: readonly PlannedTest[];
}

/** Everything that outputs are made of. Plain data; made by `createPlan`. */
export interface Plan {
  readonly monitoring: Monitoring;
  readonly signals: SignalIndex;
  readonly q: Words;
  /** In order of evaluation. */
  readonly recording: readonly PlannedGroup<RecordingRule>[];
  /** By area. */
  readonly alerts: readonly PlannedGroup<PlannedAlert>[];
  readonly dashboards: readonly {
    readonly name: string;
    readonly uid: string;
    readonly dashboard: Dashboard;
  }[];
}
