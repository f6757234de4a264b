import { inspectPlan, type PlanQuery } from '../check/queries.ts';
import type { Plan } from '../plan.ts';

/** Who reads a stored name: places, with the labels that each names. */
export type Usage = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** Readers of every stored name, also those that read it through recorded series. */
export function usageOf(plan: Plan): Usage {
  const readers = new Map<string, PlanQuery[]>();
  for (const query of inspectPlan(plan).queries) {
    for (const name of namesIn(query)) readers.set(name, [...(readers.get(name) ?? []), query]);
  }
  const usage = new Map<string, Map<string, Set<string>>>();
  for (const name of readers.keys()) {
    const places = new Map<string, Set<string>>();
    const visited = new Set<string>();
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (visited.has(next)) continue;
      visited.add(next);
      for (const query of readers.get(next) ?? []) {
        const labels = places.get(query.place) ?? new Set();
        for (const { label } of query.parsed.labelsUsed) labels.add(label);
        places.set(query.place, labels);
        if (query.record !== undefined) pending.push(query.record);
      }
    }
    usage.set(name, places);
  }
  return usage;
}

function namesIn({ parsed }: PlanQuery): string[] {
  return [...new Set(parsed.metrics.flatMap(({ name }) => (name === undefined ? [] : [name])))];
}
