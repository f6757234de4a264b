import { formatProblem, type Problem } from '../problems.ts';
import type { Writable } from './command-line.ts';

/** One line per problem, and how many there are. */
export function writeProblems(output: Writable, problems: readonly Problem[], end: string): void {
  for (const problem of problems) output.write(`${formatProblem(problem)}\n`);
  output.write(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}. ${end}\n`);
}
