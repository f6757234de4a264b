import type { Emits, Service } from '../define/service.ts';
import type { Team } from '../define/team.ts';
import type { DashboardName } from '../dashboards/dashboard-names.ts';
import type { RuleContext } from './recording-source.ts';
import type { RuleTest } from './rule-test.ts';
import type { ThresholdName } from './thresholds.ts';

/**
 * `page`: told at once. `ticket`: can wait for working hours. `none`: told to nobody; it is there for a machine, such as the dead man's
 * switch.
 */
export type Severity = 'page' | 'ticket' | 'none';

/** For whom a rule is made: one rule per team that has a service which emits what the alert needs. */
export interface AlertScope {
  readonly team: Team;
  readonly services: readonly Service[];
  /** Label matchers without braces: `deployment_environment_name="production", service_name=~"forecast-api|forecast-model"`. */
  readonly selector: string;
}

export interface AlertContext extends RuleContext {
  readonly scope: AlertScope;
}

/** A page of help. Sentences for somebody who was woken up. */
export interface Runbook {
  /** What the alert says, in terms of the system. */
  readonly meaning: string;
  /** Who notices, and what happens when nobody acts. */
  readonly impact: string;
  readonly diagnosis: readonly {
    readonly step: string;
    /** PromQL, as stored names; becomes a link to Grafana's Explore. */
    query?(context: AlertContext): string;
  }[];
  readonly mitigation: readonly string[];
  readonly escalation: string;
  /** The day on which somebody last read it: `2026-11-22`. Older than six months is stale. */
  readonly reviewed: string;
}

/** One alert, with all that belongs to it. One file each. */
export interface AlertSource {
  /** `alertname`, PascalCase, unique: `JobsFailing`. */
  readonly name: string;
  /** Folder and group: `jobs`. */
  readonly area: string;
  readonly severity: Severity;
  /** What a service must emit. @defaultValue every service */
  readonly needs?: Emits;
  /** `platform`: about the monitoring or shared servers, for the platform team, once. @defaultValue `services` */
  readonly per?: 'services' | 'platform';
  /** Left out unless it holds, such as when the Collector reads no PostgreSQL. */
  isWanted?(context: RuleContext): boolean;
  /** How long it must hold: `10m`. `0s` fires at once. */
  readonly for: string;
  readonly keepFiringFor?: string;
  /** Labels of the result that tell alerts apart, as attributes or stored names; for grouping, links and tests. */
  readonly labels: readonly string[];
  /** One line with Prometheus' templates: `{{ $labels.service_name }}: {{ $value | humanizePercentage }} of jobs fail`. */
  readonly summary: string;
  /** What happened, with the values, and what to look at first. */
  readonly description: string;
  readonly dashboard: DashboardName;
  /** Those that `expr` reads. */
  readonly thresholds?: readonly ThresholdName[];
  readonly runbook: Runbook;
  /** Alerts that it silences while it fires, on equal labels that both have. `*`: every other. */
  readonly inhibits?: readonly { readonly alert: string; readonly equal: readonly string[] }[];
  /** Empty where this team has nothing to watch: it gets no rule. */
  expr(context: AlertContext): string;
  /** At least one that fires and one that does not. */
  tests(context: AlertContext): readonly RuleTest[];
}
