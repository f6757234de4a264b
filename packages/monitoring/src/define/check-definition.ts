import { formatProblem, type Problem } from '../problems.ts';
import type { MonitoringDefinition } from './monitoring.ts';
import { DEFINITION_RULES } from './rules/index.ts';
import { readPlain } from './shapes/read-plain.ts';
import { shapeProblems } from './shapes/shape-problems.ts';

/** Those are functions with data beside them: they are used as they are. */
const SOURCES = ['catalogs', 'alerts', 'recording', 'dashboards'] as const;

export interface CheckedDefinition {
  /** A copy; safe to read when there are no problems. */
  readonly definition: MonitoringDefinition;
  readonly problems: readonly Problem[];
}

/** Everything that is wrong with a definition, whatever it is. Never throws. */
export function checkDefinition(input: unknown): CheckedDefinition {
  const problems: Problem[] = [];
  const copy = readPlain(input, '', problems);
  problems.push(...shapeProblems(copy));
  const isMisshapen = problems.length > 0;
  const definition = copy as MonitoringDefinition;
  for (const rule of DEFINITION_RULES) {
    try {
      problems.push(...rule(definition));
    } catch (error) {
      // Rules rely on shapes: what they stumble over was told already.
      if (isMisshapen) continue;
      const reason = error instanceof Error ? error.message : String(error);
      const message = `could not be judged by ${rule.name}: ${reason}. This is our bug; please report it.`;
      problems.push({ place: 'definition', message });
    }
  }
  if (problems.length > 0) return { definition, problems: unique(problems) };
  const given = input as MonitoringDefinition;
  const sources = SOURCES.filter((name) => given[name] !== undefined);
  const originals = Object.fromEntries(sources.map((name) => [name, [...(given[name] ?? [])]]));
  return { definition: { ...definition, ...originals }, problems };
}

/** What the shape and a rule both tell is told once: they begin alike, with the value. */
function unique(problems: readonly Problem[]): Problem[] {
  const told = new Map<string, Problem>();
  for (const problem of problems) {
    const key = formatProblem(problem).split(/\. (?=[A-Z])/)[0] ?? '';
    if (!told.has(key)) told.set(key, problem);
  }
  return [...told.values()];
}
