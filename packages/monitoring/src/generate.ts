import type { Monitoring } from './define/monitoring.ts';
import { accelerateFiles } from './drill/accelerate-files.ts';
import { compareOutput, type Change } from './generate/compare-output.ts';
import { writeOutput } from './generate/write-output.ts';
import type { Problem } from './problems.ts';
import { render } from './render.ts';

export interface GenerateOptions {
  /** Directory into which everything is written. @defaultValue `monitoring` in the working directory */
  readonly out?: string;
  /**
   * How many times faster the rules shall be, for a drill: 60 makes minutes of hours. See `accelerateFiles` for what stays.
   * @defaultValue 1
   */
  readonly drill?: number;
}

export interface Generated {
  /** Empty: it was written. Otherwise nothing was touched. */
  readonly problems: readonly Problem[];
  readonly changes: readonly Change[];
  /** How many files were right already. */
  readonly unchanged: number;
}

/**
 * Writes `monitoring/` from a definition: rules, alerts, dashboards, configuration, runbooks.
 *
 * All or nothing: with a single problem the last good output stays as it is. Files that are no longer generated are removed; files
 * that somebody else put there are never touched.
 *
 * @example
 * const { problems, changes } = generate(monitoring, { out: 'monitoring' });
 */
export function generate(
  monitoring: Monitoring,
  { out = 'monitoring', drill = 1 }: GenerateOptions = {},
): Generated {
  const { problems, files: inEarnest } = render(monitoring);
  if (problems.length > 0) return { problems, changes: [], unchanged: 0 };
  const files = drill > 1 ? accelerateFiles(inEarnest, drill) : inEarnest;
  const comparison = compareOutput(files, out);
  if (comparison.problems.length > 0) {
    return { problems: comparison.problems, changes: [], unchanged: 0 };
  }
  const { changes, toWrite, unchanged } = comparison;
  const removed = changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path);
  if (toWrite.length + removed.length > 0) {
    try {
      writeOutput(out, toWrite, removed);
    } catch (error) {
      const message = `cannot be written: ${error instanceof Error ? error.message : String(error)}. It was left as it was.`;
      return { problems: [{ place: out, message }], changes: [], unchanged: 0 };
    }
  }
  return { problems: [], changes, unchanged };
}
