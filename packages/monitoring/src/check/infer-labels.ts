import type { Aggregate, Binary, Call, Expression, Matching } from '../promql/expression.ts';
import { VARIABLE_LABEL } from '../promql/replace-variables.ts';
import type { Infer, Report } from './inspect-query.ts';
import {
  add,
  ANY_LABELS,
  drop,
  hasLabel,
  isEqual,
  keep,
  labelSet,
  listLabels,
  NO_LABELS,
  union,
  type LabelSet,
} from './label-set.ts';

/** Functions whose series are not their first argument. */
const SERIES_ARGUMENT: Readonly<Record<string, number>> = {
  quantile_over_time: 1,
  histogram_quantile: 1,
  histogram_fraction: 2,
};

export function inferCall(call: Call, infer: Infer, report: Report): LabelSet {
  const { function: name, args } = call;
  const subject = args[SERIES_ARGUMENT[name] ?? 0];
  if (subject === undefined || ['vector', 'scalar', 'time', 'pi'].includes(name)) {
    for (const arg of args) infer(arg);
    return NO_LABELS;
  }
  const labels = infer(subject);
  const texts = args.map((arg) => (arg.kind === 'string' ? arg.text : ''));
  switch (name) {
    case 'label_replace':
      return inferReplace(labels, texts, report);
    case 'label_join':
      for (const source of texts.slice(3)) needLabel(labels, source, 'label_join', report);
      return add(labels, texts[1] ?? '');
    case 'histogram_quantile':
    case 'histogram_fraction':
      needLabel(labels, 'le', `${name} needs buckets, but its argument`, report);
      return drop(labels, ['le']);
    case 'absent':
    case 'absent_over_time':
      return absentLabels(subject);
    default:
      return labels;
  }
}

function inferReplace(labels: LabelSet, texts: readonly string[], report: Report): LabelSet {
  const [, target = '', replacement = '', source = ''] = texts;
  if (source !== '') needLabel(labels, source, 'label_replace', report);
  if (replacement === '') return drop(labels, [target]);
  return add(labels, target, replacement.includes('$') ? undefined : [replacement]);
}

/** Those of its `=` matchers: what is absent has no others. */
function absentLabels(subject: Expression): LabelSet {
  const matchers = subject.kind === 'selector' ? subject.matchers : [];
  return labelSet(
    matchers
      .filter(({ operator }) => operator === '=')
      .map(({ label, value }) => [label, [value]] as const),
  );
}

export function inferAggregate(aggregate: Aggregate, infer: Infer, report: Report): LabelSet {
  const { operation, grouping, args } = aggregate;
  const subject = args.at(-1);
  const labels = subject ? infer(subject) : NO_LABELS;
  for (const label of grouping?.labels ?? []) {
    if (label !== VARIABLE_LABEL) {
      needLabel(labels, label, `${operation} ${grouping?.kind} (…)`, report);
    }
  }
  // These choose among the series, which keep what they have.
  if (['topk', 'bottomk', 'limitk', 'limit_ratio'].includes(operation)) return labels;
  const grouped = groupedLabels(labels, grouping);
  const counted = args[0];
  return operation === 'count_values' && counted?.kind === 'string'
    ? add(grouped, counted.text)
    : grouped;
}

function groupedLabels(labels: LabelSet, grouping: Aggregate['grouping']): LabelSet {
  if (grouping === undefined) return NO_LABELS;
  if (grouping.kind === 'without') return drop(labels, grouping.labels);
  if (grouping.labels.includes(VARIABLE_LABEL)) return ANY_LABELS;
  return keep(labels, grouping.labels);
}

export function inferBinary(binary: Binary, infer: Infer, report: Report): LabelSet {
  const { operator, matching, left, right } = binary;
  const [ofLeft, ofRight] = [infer(left), infer(right)];
  if (isScalar(left)) return ofRight;
  if (isScalar(right)) return ofLeft;
  checkMatching(binary, ofLeft, ofRight, report);
  if (operator === 'or') return union(ofLeft, ofRight);
  if (operator === 'and' || operator === 'unless') return ofLeft;
  if (matching === undefined) return ofLeft;
  if (matching.group === undefined) {
    return matching.kind === 'on' ? keep(ofLeft, matching.labels) : drop(ofLeft, matching.labels);
  }
  const [many, one] = matching.group === 'left' ? [ofLeft, ofRight] : [ofRight, ofLeft];
  return matching.include.reduce((set, label) => add(set, label, one.labels.get(label)), many);
}

function checkMatching(
  { operator, matching }: Binary,
  left: LabelSet,
  right: LabelSet,
  report: Report,
): void {
  if (matching === undefined) {
    const isSure = left.isExact && right.isExact && operator !== 'or';
    if (isSure && !isEqual(left, right)) {
      report(
        `the sides of "${operator}" have different labels (${listLabels(left)} and ${listLabels(right)}) and never match. ` +
          'Group them alike, or say on (…).',
      );
    }
    return;
  }
  const { kind, labels } = matching;
  if (kind === 'on') {
    for (const label of labels) {
      needLabel(left, label, `on (…): the left side of "${operator}"`, report);
      needLabel(right, label, `on (…): the right side of "${operator}"`, report);
    }
  }
  checkInclude(matching, left, right, report);
}

function checkInclude(
  { group, include }: Matching,
  left: LabelSet,
  right: LabelSet,
  report: Report,
): void {
  const one = group === 'left' ? right : left;
  for (const label of include) needLabel(one, label, `group_${group} (…): the side of one`, report);
}

function needLabel(labels: LabelSet, label: string, where: string, report: Report): void {
  if (hasLabel(labels, label)) return;
  report(`${where} has no label "${label}". It has: ${listLabels(labels)}. Correct the label.`);
}

/** One value without labels, which goes with every series. */
export function isScalar(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
      return true;
    case 'unary':
      return isScalar(expression.of);
    case 'call':
      return ['scalar', 'time', 'pi'].includes(expression.function);
    case 'binary':
      return isScalar(expression.left) && isScalar(expression.right);
    default:
      return false;
  }
}
