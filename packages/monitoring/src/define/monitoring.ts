import type { Catalog } from '@fluxora/telemetry-core';
import type { AlertSource } from '../rules/alert-source.ts';
import type { RecordingSource } from '../rules/recording-source.ts';
import type { DashboardSource } from '../dashboards/dashboard-source.ts';
import type { ForeignMetric } from '../signals/signal-index.ts';
import type { Threshold, ThresholdName, Thresholds } from '../rules/thresholds.ts';
import type { Rotation } from './on-call.ts';
import type { Service } from './service.ts';
import type { SloDefinition } from './slo.ts';
import type { Receiver, Team } from './team.ts';
import type { Targets, TargetsDefinition } from './targets.ts';
import type { MuteWindow } from './mute-window.ts';

/** What a user declares. Everything else has a default. */
export interface MonitoringDefinition {
  /** Prefix of group names and titles. @defaultValue `fluxora` */
  readonly name?: string;
  /** The services that are watched, by `service.name`. At least one. */
  readonly services: readonly Service[];
  readonly slos?: readonly SloDefinition[];
  /** Who is told. Every service names one of them. */
  readonly teams: readonly Team[];
  /** Where messages go, by the name that teams use. */
  readonly receivers: Readonly<Record<string, Receiver>>;
  /** Rotations, by the name that teams use. */
  readonly oncall?: Readonly<Record<string, Rotation>>;
  readonly muteWindows?: readonly MuteWindow[];
  readonly targets?: TargetsDefinition;
  /** Other values than the defaults, each with its reason and the day on which it is looked at again. */
  readonly thresholds?: Partial<Readonly<Record<ThresholdName, Threshold>>>;
  /** The catalogs of the services themselves, such as their KPIs. Those of our packages are known. */
  readonly catalogs?: readonly Catalog[];
  /** Metrics of others that queries may name. */
  readonly foreign?: readonly ForeignMetric[];
  readonly alerts?: readonly AlertSource[];
  readonly recording?: readonly RecordingSource[];
  readonly dashboards?: readonly DashboardSource[];
  /** The day for which reviews are judged, as `2026-11-22`. @defaultValue today */
  readonly today?: string;
}

/** A definition that was checked, with every default filled in. Made by `defineMonitoring`. */
export interface Monitoring {
  readonly name: string;
  readonly services: readonly Service[];
  readonly slos: readonly SloDefinition[];
  readonly teams: readonly Team[];
  readonly receivers: Readonly<Record<string, Receiver>>;
  readonly oncall: Readonly<Record<string, Rotation>>;
  readonly muteWindows: readonly MuteWindow[];
  readonly targets: Targets;
  readonly thresholds: Thresholds;
  readonly catalogs: readonly Catalog[];
  readonly foreign: readonly ForeignMetric[];
  readonly alerts: readonly AlertSource[];
  readonly recording: readonly RecordingSource[];
  readonly dashboards: readonly DashboardSource[];
  readonly today: string;
}
