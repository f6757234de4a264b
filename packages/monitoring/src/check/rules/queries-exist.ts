import type { CheckRule } from '../check-rule.ts';
import { inspectPlan } from '../queries.ts';

/** Every query parses, and every metric, label and value in it exists. */
export const queriesExist: CheckRule = (plan) =>
  inspectPlan(plan).queries.flatMap(({ place, parsed, inspection }) =>
    [...parsed.problems, ...inspection.problems].map((message) => ({ place, message })),
  );
