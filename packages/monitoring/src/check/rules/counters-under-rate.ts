import type { Expression, Selector } from '../../promql/expression.ts';
import type { CheckRule } from '../check-rule.ts';
import { inspectPlan } from '../queries.ts';
import type { StoredNames } from '../stored-names.ts';

/** They read how a counter grows, and know that it starts anew. */
const OF_COUNTERS = ['rate', 'irate', 'increase', 'resets'];
/** They read how a gauge moves; a restart would look like a fall. */
const OF_GAUGES = ['delta', 'idelta', 'deriv', 'predict_linear'];
/** They do not read the value, or read when it was; `last_over_time` is for counters that are compared with their own past. */
const OF_ANY = [
  'absent',
  'absent_over_time',
  'changes',
  'count',
  'count_over_time',
  'group',
  'last_over_time',
  'present_over_time',
  'timestamp',
];

/** Counters are read by how they grow, gauges by what they are. */
export const countersUnderRate: CheckRule = (plan) => {
  const { names, queries } = inspectPlan(plan);
  return queries.flatMap(({ place, use, parsed: { expression } }) =>
    // A variable asks which labels there are, not how much.
    expression && use !== 'variable'
      ? problemsIn(expression, [], true, names).map((message) => ({ place, message }))
      : [],
  );
};

/**
 * @param around - Functions and aggregations, innermost first.
 * @param isRead - Whether the value matters: on the right of `and` and `unless` it does not.
 */
function problemsIn(
  expression: Expression,
  around: readonly string[],
  isRead: boolean,
  names: StoredNames,
): string[] {
  const inner = (part: Expression, name?: string, read = isRead): string[] =>
    problemsIn(part, name === undefined ? around : [name, ...around], read, names);
  switch (expression.kind) {
    case 'selector':
      return isRead ? selectorProblems(expression, around, names) : [];
    case 'subquery':
    case 'unary':
      return inner(expression.of);
    case 'call':
      return expression.args.flatMap((arg) => inner(arg, expression.function));
    case 'aggregate':
      return expression.args.flatMap((arg) => inner(arg, expression.operation));
    case 'binary': {
      const isSet = ['and', 'unless'].includes(expression.operator);
      return [...inner(expression.left), ...inner(expression.right, undefined, isRead && !isSet)];
    }
    default:
      return [];
  }
}

function selectorProblems(
  { name = '' }: Selector,
  around: readonly string[],
  names: StoredNames,
): string[] {
  const isCounter = isCounterName(name, names);
  if (isCounter === undefined) return [];
  const [next = ''] = around;
  if (!isCounter) {
    return OF_COUNTERS.includes(next)
      ? [
          `reads "${name}" by ${next}, but it is no counter. Use deriv or delta, or read it as it is.`,
        ]
      : [];
  }
  if (OF_GAUGES.includes(next)) {
    return [
      `reads the counter "${name}" by ${next}, which sees every restart as a fall. Use rate or increase.`,
    ];
  }
  if (
    [...OF_COUNTERS, ...OF_ANY].includes(next) ||
    around.some((each) => ['count', 'group', 'absent'].includes(each))
  ) {
    return [];
  }
  const late = around.find((each) => OF_COUNTERS.includes(each));
  return late
    ? [
        `reads the counter "${name}" by ${next} before ${late}, which then cannot see restarts. Use ${late} first.`,
      ]
    : [
        `reads the counter "${name}" as it is, which tells when it started, no more. Use rate or increase.`,
      ];
}

/** Undefined when it is not known. */
function isCounterName(name: string, names: StoredNames): boolean | undefined {
  const series = names.get(name);
  if (series === undefined) return undefined;
  if (series.kind !== 'metric') return false;
  return series.part !== undefined || series.metric.kind === 'counter';
}
