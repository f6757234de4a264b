import type { Aggregate, Binary, Call, Expression, Selector } from '../promql/expression.ts';
import { visit } from '../promql/expression.ts';
import { parseQuery } from '../promql/parse-query.ts';
import {
  divide,
  isSameUnit,
  multiply,
  ONE,
  parseUnit,
  PERCENT,
  SECOND,
  type Unit,
} from '../promql/unit.ts';
import { isScalar } from './infer-labels.ts';
import type { StoredNames } from './stored-names.ts';

/** The unit of what a query returns; undefined when it cannot be told, as when a constant converts it. */
export function inferUnit(expression: Expression, names: StoredNames): Unit | undefined {
  switch (expression.kind) {
    case 'selector':
      return unitOfSelector(expression, names);
    case 'subquery':
    case 'unary':
      return inferUnit(expression.of, names);
    case 'call':
      return unitOfCall(expression, names);
    case 'aggregate':
      return unitOfAggregate(expression, names);
    case 'binary':
      return unitOfBinary(expression, names);
    default:
      return undefined;
  }
}

function unitOfSelector({ name = '' }: Selector, names: StoredNames): Unit | undefined {
  const series = names.get(name);
  if (series?.kind === 'metric') {
    // Prometheus' own names say their unit in words, and not always.
    if (series.metric.isPrometheusName && series.metric.unit === '') return undefined;
    const isCount = series.part === 'count' || series.part === 'bucket';
    return isCount ? ONE : parseUnit(series.metric.unit);
  }
  if (series?.kind !== 'recorded') return undefined;
  const units = series.rules.map(({ unit, expr }) =>
    unit === undefined ? unitOfRecorded(expr, name, names) : parseUnit(unit),
  );
  return sameOf(units);
}

function unitOfRecorded(expr: string, name: string, names: StoredNames): Unit | undefined {
  const { expression, metrics } = parseQuery(expr);
  // A rule that reads itself would ask for ever.
  if (expression === undefined || metrics.some((metric) => metric.name === name)) return undefined;
  return inferUnit(expression, names);
}

const PER_SECOND = ['rate', 'irate', 'deriv'];
const COUNTS = [
  'count_over_time',
  'changes',
  'resets',
  'absent',
  'absent_over_time',
  'sgn',
  'present_over_time',
];
const SECONDS = ['timestamp', 'time'];
/** The series is not the first argument. */
const SECOND_ARGUMENT = ['quantile_over_time'];
const UNKNOWN = [
  'vector',
  'scalar',
  'pi',
  'exp',
  'ln',
  'log2',
  'log10',
  'sqrt',
  'stdvar_over_time',
  'hour',
  'minute',
  'month',
  'year',
  'day_of_month',
  'day_of_week',
  'day_of_year',
  'days_in_month',
];

function unitOfCall({ function: name, args }: Call, names: StoredNames): Unit | undefined {
  if (SECONDS.includes(name)) return SECOND;
  if (COUNTS.includes(name)) return ONE;
  if (UNKNOWN.includes(name)) return undefined;
  if (name === 'histogram_quantile') return args[1] && unitOfBuckets(args[1], names);
  const subject = args[SECOND_ARGUMENT.includes(name) ? 1 : 0];
  const unit = subject && inferUnit(subject, names);
  return unit && PER_SECOND.includes(name) ? divide(unit, SECOND) : unit;
}

/** What was measured, of the histogram that is read. */
function unitOfBuckets(expression: Expression, names: StoredNames): Unit | undefined {
  const units: (Unit | undefined)[] = [];
  visit(expression, (part) => {
    if (part.kind !== 'selector') return;
    const series = names.get(part.name ?? '');
    const isOurs = series?.kind === 'metric' && series.metric.unit !== '';
    units.push(isOurs ? parseUnit(series.metric.unit) : undefined);
  });
  return sameOf(units);
}

function unitOfAggregate({ operation, args }: Aggregate, names: StoredNames): Unit | undefined {
  if (operation === 'count' || operation === 'count_values') return ONE;
  if (operation === 'group' || operation === 'stdvar') return undefined;
  const subject = args.at(-1);
  return subject && inferUnit(subject, names);
}

const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='];

function unitOfBinary(binary: Binary, names: StoredNames): Unit | undefined {
  const { operator, left, right, isBool } = binary;
  if (isBool) return ONE;
  const [ofLeft, ofRight] = [inferUnit(left, names), inferUnit(right, names)];
  if (COMPARISONS.includes(operator)) return isScalar(left) ? ofRight : ofLeft;
  switch (operator) {
    case 'and':
    case 'unless':
      return ofLeft;
    case 'or':
    case '+':
    case '-':
      return ofLeft && ofRight ? sameOf([ofLeft, ofRight]) : (ofLeft ?? ofRight);
    case '*':
    case '/':
      return unitOfProduct(binary, ofLeft, ofRight);
    default:
      return undefined;
  }
}

function unitOfProduct(
  { operator, left, right }: Binary,
  ofLeft: Unit | undefined,
  ofRight: Unit | undefined,
): Unit | undefined {
  const constant = [left, right].find(({ kind }) => kind === 'number');
  if (constant?.kind === 'number') {
    const unit = constant === left ? ofRight : ofLeft;
    // 100 times a share are percent, 0 times anything is 0 of it; other constants may convert.
    if (constant.text === '100' && operator === '*' && unit?.size === 0) return PERCENT;
    return constant.text === '0' || constant.text === '1' ? unit : undefined;
  }
  if (!ofLeft || !ofRight) return undefined;
  return operator === '*' ? multiply(ofLeft, ofRight) : divide(ofLeft, ofRight);
}

function sameOf(units: readonly (Unit | undefined)[]): Unit | undefined {
  const [first, ...rest] = units;
  return first && rest.every((unit) => unit && isSameUnit(unit, first)) ? first : undefined;
}
