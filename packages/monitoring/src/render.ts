import { CHECK_RULES } from './check/rules/index.ts';
import { createPlan } from './create-plan.ts';
import type { Monitoring } from './define/monitoring.ts';
import { OUTPUTS } from './outputs/index.ts';
import type { Output, OutputFile } from './outputs/output.ts';
import type { Plan } from './plan.ts';
import type { Problem } from './problems.ts';

export interface Rendered {
  readonly plan: Plan;
  /** Everything that is wrong with the definition, the sources and the outputs. */
  readonly problems: readonly Problem[];
  /** In order of path. Not to be written when there are problems. */
  readonly files: readonly OutputFile[];
}

/** Plans, checks and makes every file in memory. What fails becomes a problem and does not hide the others. */
export function render(
  monitoring: Monitoring,
  { outputs = OUTPUTS, rules = CHECK_RULES } = {},
): Rendered {
  const { plan, problems: planned } = createPlan(monitoring);
  const problems = [...planned];
  const attempt = <T>(place: string, make: () => readonly T[]): readonly T[] => {
    try {
      return make();
    } catch (error) {
      problems.push({ place, message: error instanceof Error ? error.message : String(error) });
      return [];
    }
  };
  for (const rule of rules) {
    problems.push(...attempt(`check/${rule.name || 'rule'}`, () => rule(plan)));
  }
  const files = outputs.flatMap((output) => {
    const place = `outputs/${output.name}`;
    problems.push(...attempt(place, () => output.problems?.(plan) ?? []));
    const made = attempt(place, () => output.files(plan));
    problems.push(...pathProblems(output, made));
    return made;
  });
  problems.push(...twiceProblems(files));
  return {
    plan,
    problems: unique(problems),
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

function pathProblems({ name }: Output, files: readonly OutputFile[]): Problem[] {
  return files
    .filter(({ path }) => !/^[\w][\w.-]*(?:\/[\w][\w.-]*)*$/.test(path))
    .map(({ path }) => ({
      place: `outputs/${name}`,
      message: `makes a file "${path}". Use a path below the output directory, of letters, digits, ".", "_" and "-".`,
    }));
}

function twiceProblems(files: readonly OutputFile[]): Problem[] {
  const paths = files.map(({ path }) => path.toLowerCase());
  return files
    .filter(({ path }, index) => paths.indexOf(path.toLowerCase()) !== index)
    .map(({ path }) => ({
      place: `outputs/${path}`,
      message: 'is made twice. Give one of the two another name.',
    }));
}

/** A rule for several teams has one mistake, not several. */
function unique(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
