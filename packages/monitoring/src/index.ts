export { defineMonitoring } from './define/define-monitoring.ts';
export {
  defineAlert,
  defineDashboard,
  defineForeignMetrics,
  defineRecording,
} from './define/define-sources.ts';
export type { Monitoring, MonitoringDefinition } from './define/monitoring.ts';
export type { Emits, ProbedRoute, Service } from './define/service.ts';
export type { Indicator, SloDefinition } from './define/slo.ts';
export type { EscalationStep, Receiver, SecretFile, Team, TicketHours } from './define/team.ts';
export type { Override, Person, Rotation, Shift, Weekday } from './define/on-call.ts';
export type { MuteWindow } from './define/mute-window.ts';
export type {
  Addresses,
  CollectorReceiver,
  Ingest,
  Targets,
  TargetsDefinition,
} from './define/targets.ts';
export type { Threshold, ThresholdName, Thresholds } from './rules/thresholds.ts';

export type {
  AlertContext,
  AlertScope,
  AlertSource,
  Runbook,
  Severity,
} from './rules/alert-source.ts';
export type { RecordingRule, RecordingSource, RuleContext } from './rules/recording-source.ts';
export type { ExpectedSample, InputSeries, RuleTest } from './rules/rule-test.ts';
export type {
  Color,
  Column,
  Dashboard,
  DashboardSource,
  Panel,
  PanelKind,
  PanelLink,
  PanelQuery,
  Row,
  SeriesStyle,
  Step,
  Variable,
} from './dashboards/dashboard-source.ts';
export type { DashboardName } from './dashboards/dashboard-names.ts';
export type { Words } from './promql/words.ts';
export type { HistogramPart } from './naming/naming.ts';
export type {
  ForeignMetric,
  KnownMetric,
  MetricShape,
  SignalIndex,
} from './signals/signal-index.ts';

export { generate, type Generated, type GenerateOptions } from './generate.ts';
export type { Change } from './generate/compare-output.ts';
export { check } from './check.ts';
export { diff, type DiffOptions } from './diff.ts';
export type { Difference } from './diff/difference.ts';
export { formatProblem, type Problem } from './problems.ts';
export { createPlan, type Planned } from './create-plan.ts';
export type { Plan, PlannedAlert, PlannedGroup } from './plan.ts';
