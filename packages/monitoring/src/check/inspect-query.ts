import type { Expression, Selector } from '../promql/expression.ts';
import { parseQuery } from '../promql/parse-query.ts';
import { inferAggregate, inferBinary, inferCall } from './infer-labels.ts';
import {
  add,
  ANY_LABELS,
  hasLabel,
  labelSet,
  listLabels,
  union,
  type LabelSet,
} from './label-set.ts';
import { matcherProblem } from './matcher-problem.ts';
import { labelsOfMetric, type StoredNames, type StoredSeries } from './stored-names.ts';

export interface Inspection {
  /** What the labels of the result may be. */
  readonly labels: LabelSet;
  /** Names and labels that do not exist, values that cannot be, series that never match. */
  readonly problems: readonly string[];
}

/** Follows the labels through a query, from its selectors to its result. */
export function inspect(expression: Expression | undefined, names: StoredNames): Inspection {
  if (expression === undefined) return { labels: ANY_LABELS, problems: [] };
  const problems: string[] = [];
  const labels = createInference(names, (problem) => problems.push(problem))(expression);
  return { labels, problems: [...new Set(problems)] };
}

export type Infer = (expression: Expression) => LabelSet;
export type Report = (problem: string) => void;

function createInference(names: StoredNames, report: Report): Infer {
  const infer: Infer = (expression) => {
    switch (expression.kind) {
      case 'selector':
        return inferSelector(expression, names, report);
      case 'subquery':
      case 'unary':
        return infer(expression.of);
      case 'call':
        return inferCall(expression, infer, report);
      case 'aggregate':
        return inferAggregate(expression, infer, report);
      case 'binary':
        return inferBinary(expression, infer, report);
      default:
        return labelSet([]);
    }
  };
  return infer;
}

function inferSelector(selector: Selector, names: StoredNames, report: Report): LabelSet {
  const { name, matchers } = selector;
  if (name === undefined) return ANY_LABELS;
  const series = names.get(name);
  if (series === undefined) {
    const near = names.similar(name);
    report(
      `"${name}" is neither emitted nor recorded by anybody. ` +
        (near.length > 0
          ? `Did you mean ${near.join(', ')}?`
          : 'Write it with q.metric(), or list it as foreign.'),
    );
    return ANY_LABELS;
  }
  const labels = labelsOf(name, names);
  for (const matcher of matchers) {
    if (!hasLabel(labels, matcher.label)) {
      report(
        `"${name}" has no label "${matcher.label}". It has: ${listLabels(labels)}. Correct the matcher.`,
      );
      continue;
    }
    const problem = matcherProblem(matcher, labels.labels.get(matcher.label), series);
    if (problem !== undefined) report(`"${name}" ${problem}`);
  }
  return labels;
}

const memory = new WeakMap<StoredNames, Map<string, LabelSet>>();

/** The labels of a stored name; of a recorded one those that its rules leave. */
function labelsOf(name: string, names: StoredNames): LabelSet {
  const known = memory.get(names) ?? new Map<string, LabelSet>();
  memory.set(names, known);
  const remembered = known.get(name);
  if (remembered) return remembered;
  // A rule that reads what it records, as counters that go on do, would ask for ever.
  known.set(name, ANY_LABELS);
  const labels = readLabels(names.get(name), names);
  known.set(name, labels);
  return labels;
}

/** Every alert may have them, also where no team escalates, and none is told to somebody. */
const LABELS_OF_ALERTS = [
  ['alertstate', ['pending']],
  ['severity', ['page', 'ticket', 'none']],
  ['team', []],
  ['area', []],
  ['escalation', []],
] as const;

function readLabels(series: StoredSeries | undefined, names: StoredNames): LabelSet {
  switch (series?.kind) {
    case 'metric':
      return labelSet(labelsOfMetric(series.metric, series.part));
    case 'recorded':
      return series.rules
        .map(({ expr, labels = {} }) => withLabels(expr, labels, names))
        .reduce(union);
    case 'alerts':
      return series.alerts
        .map(({ expr, alert, labels }) =>
          withLabels(expr, { ...labels, alertname: alert, alertstate: 'firing' }, names),
        )
        .reduce(union, labelSet([['alertname', series.names], ...LABELS_OF_ALERTS]));
    default:
      return ANY_LABELS;
  }
}

/** The labels of a rule's result: those of its expression, and those that it adds. */
function withLabels(
  expr: string,
  more: Readonly<Record<string, string>>,
  names: StoredNames,
): LabelSet {
  return Object.entries(more).reduce(
    (set, [label, value]) => add(set, label, [value]),
    inspect(parseQuery(expr).expression, names).labels,
  );
}
