import type { Plan, PlannedAlert, PlannedGroup } from '../../plan.ts';
import type { RecordingRule } from '../../rules/recording-source.ts';
import type { OutputFile } from '../output.ts';
import { commented, yamlFile } from '../yaml-file.ts';

/** Where a group of recording rules stands, below the output directory. */
export function recordingFile(plan: Plan, group: PlannedGroup<unknown>): string {
  return `prometheus/rules/recording/${recordingName(plan, group)}.yaml`;
}

/** Where the alerts of an area stand, below the output directory. */
export function alertFile(plan: Plan, group: PlannedGroup<unknown>): string {
  return `prometheus/rules/alerts/${alertArea(plan, group)}.yaml`;
}

/** The name of the source of a group. */
export function recordingName(plan: Plan, { name }: PlannedGroup<unknown>): string {
  return name.slice(`${plan.monitoring.name}-`.length);
}

export function alertArea(plan: Plan, { name }: PlannedGroup<unknown>): string {
  return name.slice(`${plan.monitoring.name}-alerts-`.length);
}

/** One file of rules per recording group and per area of alerts. */
export function ruleFiles(plan: Plan): OutputFile[] {
  return [
    ...plan.recording.map((group) =>
      groupFile(recordingFile(plan, group), group, group.rules.map(recordingRule)),
    ),
    ...plan.alerts.map((group) =>
      groupFile(alertFile(plan, group), group, group.rules.map(alertRule)),
    ),
  ];
}

function groupFile(
  path: string,
  { name, interval }: PlannedGroup<unknown>,
  rules: readonly unknown[],
): OutputFile {
  return yamlFile(path, { groups: [{ name, interval, rules }] });
}

function recordingRule({ record, expr, labels, description }: RecordingRule): unknown {
  return commented({ record, expr, labels }, description);
}

function alertRule(rule: PlannedAlert): unknown {
  return {
    alert: rule.alert,
    expr: rule.expr,
    for: rule.for,
    keep_firing_for: rule.keepFiringFor,
    labels: rule.labels,
    annotations: rule.annotations,
  };
}
