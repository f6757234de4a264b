import type { Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { visit, type Expression, type Matcher, type Selector } from './expression.ts';
import { readTree } from './read-tree.ts';
import { replaceVariables, VARIABLE_LABEL } from './replace-variables.ts';

/** A place in a query that reads series. */
export interface QueriedMetric {
  /** Stored name; undefined when it is a pattern. */
  readonly name: string | undefined;
  readonly matchers: readonly Matcher[];
  readonly range: string | undefined;
  /** Functions and aggregations around it, innermost first: `['rate', 'sum']`. */
  readonly under: readonly string[];
}

export interface UsedLabel {
  readonly label: string;
  readonly in:
    | 'matcher'
    | 'by'
    | 'without'
    | 'on'
    | 'ignoring'
    | 'group_left'
    | 'group_right'
    | 'label_replace'
    | 'label_join';
}

export interface ParsedQuery {
  /** Why it does not parse. Empty when it does. */
  readonly problems: readonly string[];
  /** Undefined when it does not parse. */
  readonly expression: Expression | undefined;
  readonly metrics: readonly QueriedMetric[];
  /** Every label that the query reads or groups by. Variables of Grafana are left out. */
  readonly labelsUsed: readonly UsedLabel[];
  /** Labels that the query makes itself: targets of `label_replace`, `label_join` and `count_values`. */
  readonly labelsMade: readonly string[];
}

/** Parses PromQL, after examples were put in for Grafana's variables. Never throws. */
export function parseQuery(query: string): ParsedQuery {
  const text = replaceVariables(query);
  const tree = parser.parse(text);
  const root = tree.topNode.getChild('Expr');
  const problem = syntaxProblem(tree, text);
  if (root === null || problem !== undefined) {
    const problems = [problem ?? 'does not parse. Correct the PromQL.'];
    return { problems, expression: undefined, metrics: [], labelsUsed: [], labelsMade: [] };
  }
  const expression = readTree(root, text);
  const metrics: QueriedMetric[] = [];
  const labelsUsed: UsedLabel[] = [];
  const labelsMade: string[] = [];
  visit(expression, (part, around) => {
    if (part.kind === 'selector') metrics.push(queriedMetric(part, around));
    labelsUsed.push(...labelsUsedBy(part));
    labelsMade.push(...labelsMadeBy(part));
  });
  return {
    problems: [],
    expression,
    metrics,
    labelsUsed: labelsUsed.filter(({ label }) => label !== VARIABLE_LABEL),
    labelsMade,
  };
}

function syntaxProblem(tree: Tree, text: string): string | undefined {
  if (text.replaceAll(/#.*/g, '').trim() === '') return 'is empty. Write a query.';
  let at: number | undefined;
  tree.iterate({
    enter(node) {
      if (node.type.isError) at ??= node.from;
    },
  });
  if (at === undefined) return undefined;
  const near = text.slice(Math.max(0, at - 20), at + 20).trim();
  return `does not parse at character ${at + 1}, near ${JSON.stringify(near)}. Correct the PromQL.`;
}

function queriedMetric(
  { name, matchers, range }: Selector,
  around: readonly Expression[],
): QueriedMetric {
  const under = around.flatMap((part) => {
    if (part.kind === 'call') return [part.function];
    return part.kind === 'aggregate' ? [part.operation] : [];
  });
  return { name, matchers, range, under };
}

function labelsUsedBy(part: Expression): UsedLabel[] {
  if (part.kind === 'selector') {
    return part.matchers.map(({ label }) => ({ label, in: 'matcher' }));
  }
  if (part.kind === 'aggregate' && part.grouping) {
    const { kind, labels } = part.grouping;
    return labels.map((label) => ({ label, in: kind }));
  }
  if (part.kind === 'binary' && part.matching) {
    const { kind, labels, group, include } = part.matching;
    return [
      ...labels.map((label): UsedLabel => ({ label, in: kind })),
      ...include.map((label): UsedLabel => ({ label, in: `group_${group ?? 'left'}` })),
    ];
  }
  if (part.kind !== 'call') return [];
  const texts = part.args.map((arg) => (arg.kind === 'string' ? arg.text : ''));
  if (part.function === 'label_replace' && texts[3]) {
    return [{ label: texts[3], in: 'label_replace' }];
  }
  if (part.function === 'label_join') {
    return texts
      .slice(3)
      .filter(Boolean)
      .map((label) => ({ label, in: 'label_join' }));
  }
  return [];
}

function labelsMadeBy(part: Expression): string[] {
  const made =
    part.kind === 'call' && ['label_replace', 'label_join'].includes(part.function)
      ? part.args[1]
      : part.kind === 'aggregate' && part.operation === 'count_values'
        ? part.args[0]
        : undefined;
  return made?.kind === 'string' ? [made.text] : [];
}
