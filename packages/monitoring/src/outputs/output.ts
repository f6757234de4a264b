import type { Plan } from '../plan.ts';
import type { Problem } from '../problems.ts';

export interface OutputFile {
  /** Below the output directory, with slashes: `prometheus/rules/http.yaml`. */
  readonly path: string;
  readonly content: string;
  /** Scripts. @defaultValue false */
  readonly isExecutable?: boolean;
}

/** A folder of files made from the plan. One folder of code each. */
export interface Output {
  /** Also the folder into which it writes, unless a tool wants its file elsewhere. */
  readonly name: string;
  /** Deterministic: the same plan gives the same bytes. */
  files(plan: Plan): readonly OutputFile[];
  /** What this output cannot express, or what would not work where it is read. */
  problems?(plan: Plan): readonly Problem[];
}
