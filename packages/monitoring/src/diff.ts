import type { Monitoring } from './define/monitoring.ts';
import { createPlan } from './create-plan.ts';
import { compareSnapshots } from './diff/compare-snapshots.ts';
import type { Difference } from './diff/difference.ts';
import { readSnapshot } from './diff/read-snapshot.ts';
import { takeSnapshot } from './diff/take-snapshot.ts';
import type { GenerateOptions } from './generate.ts';
import type { Problem } from './problems.ts';

export interface DiffOptions extends GenerateOptions {
  /** A directory that was generated on another day, its `signals.json`, or a revision of git. */
  readonly against: string;
}

/**
 * Tells what a change of signals breaks: metrics that are gone, renamed, or have another unit, kind, label or bucket, with the rules,
 * alerts, panels and runbooks that relied on them; and which thresholds, routes, alerts, objectives and dashboards changed.
 *
 * Works also while the definition has problems, such as rules that still name what is gone.
 *
 * @returns The differences, those that break something first; or a problem when there is nothing to compare with.
 */
export function diff(
  monitoring: Monitoring,
  { against, out = 'monitoring' }: DiffOptions,
): readonly Difference[] | Problem {
  const before = readSnapshot(against, out);
  if (!('version' in before)) return before;
  return compareSnapshots(before, takeSnapshot(createPlan(monitoring).plan));
}
