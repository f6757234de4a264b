import { typeProblems } from '../../promql/type-problems.ts';
import type { CheckRule } from '../check-rule.ts';
import { inspectPlan } from '../queries.ts';

/** Functions get what they take, and every query is understood by Prometheus 2.42 and 3. */
export const queriesAreTyped: CheckRule = (plan) =>
  inspectPlan(plan).queries.flatMap(({ place, parsed: { expression } }) =>
    expression ? typeProblems(expression).map((message) => ({ place, message })) : [],
  );
