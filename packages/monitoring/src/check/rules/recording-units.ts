import { parseQuery } from '../../promql/parse-query.ts';
import { formatUnit, isSameUnit, parseUnit } from '../../promql/unit.ts';
import type { CheckRule } from '../check-rule.ts';
import { inferUnit } from '../infer-unit.ts';
import { inspectPlan } from '../queries.ts';

/** The unit that a recording rule declares, and panels rely on, is that of its expression. */
export const recordingUnits: CheckRule = (plan) => {
  const { names } = inspectPlan(plan);
  return plan.recording
    .flatMap(({ rules }) => rules)
    .flatMap(({ record, expr, unit }) => {
      const { expression } = parseQuery(expr);
      const found = expression && inferUnit(expression, names);
      if (unit === undefined || found === undefined || isSameUnit(found, parseUnit(unit)))
        return [];
      const message = `declares the unit "${unit}", but its expression has "${formatUnit(found)}". Correct the unit.`;
      return [{ place: `recording/${record}`, message }];
    });
};
