import type { SyntaxNode } from '@lezer/common';
import type {
  Aggregate,
  Binary,
  Expression,
  Grouping,
  Matcher,
  Matching,
  Selector,
} from './expression.ts';

/** Turns the parser's tree, which has no errors, into data. */
export function readTree(node: SyntaxNode, text: string): Expression {
  const read = (child: SyntaxNode): Expression => readTree(child, text);
  const inner = (): Expression => read(expressionsIn(node)[0] ?? node);
  const source = text.slice(node.from, node.to);
  switch (node.name) {
    case 'VectorSelector':
      return readSelector(node, text, undefined);
    case 'MatrixSelector': {
      const selector = node.getChild('VectorSelector') ?? node;
      return readSelector(selector, text, durationIn(node, text));
    }
    case 'SubqueryExpr':
      return { kind: 'subquery', of: inner(), range: durationIn(node, text) };
    case 'FunctionCall': {
      const name = node.getChild('FunctionIdentifier');
      const body = node.getChild('FunctionCallBody');
      const args = body ? expressionsIn(body).map(read) : [];
      return { kind: 'call', function: name ? text.slice(name.from, name.to) : '', args };
    }
    case 'AggregateExpr':
      return readAggregate(node, text);
    case 'BinaryExpr':
      return readBinary(node, text);
    case 'UnaryExpr':
      return { kind: 'unary', of: inner() };
    case 'StringLiteral':
      return { kind: 'string', text: unquote(source) };
    case 'NumberDurationLiteral':
      return { kind: 'number', text: source };
    default:
      // Parentheses, offset, @, anchored and smoothed: what is inside counts.
      return expressionsIn(node).length > 0 ? inner() : { kind: 'number', text: source };
  }
}

function expressionsIn(node: SyntaxNode): readonly SyntaxNode[] {
  return node.getChildren('Expr');
}

function durationIn(node: SyntaxNode, text: string): string {
  const duration = node.getChild('DurationExpr');
  return duration ? text.slice(duration.from, duration.to) : '';
}

function readSelector(node: SyntaxNode, text: string, range: string | undefined): Selector {
  const identifier = node.getChild('Identifier');
  const list = node.getChild('LabelMatchers');
  const quotedName = list?.getChild('QuotedLabelName');
  const matchers = [
    ...(list?.getChildren('UnquotedLabelMatcher') ?? []),
    ...(list?.getChildren('QuotedLabelMatcher') ?? []),
  ].map((matcher) => readMatcher(matcher, text));
  const name =
    (identifier && text.slice(identifier.from, identifier.to)) ??
    (quotedName && unquote(text.slice(quotedName.from, quotedName.to))) ??
    matchers.find(({ label, operator }) => label === '__name__' && operator === '=')?.value;
  return {
    kind: 'selector',
    name,
    matchers: matchers.filter(({ label }) => label !== '__name__'),
    range,
  };
}

function readMatcher(node: SyntaxNode, text: string): Matcher {
  const slice = (child: SyntaxNode | null): string =>
    child ? text.slice(child.from, child.to) : '';
  return {
    label: unquote(slice(node.getChild('LabelName') ?? node.getChild('QuotedLabelName'))),
    operator: slice(node.getChild('MatchOp')) as Matcher['operator'],
    value: unquote(slice(node.getChild('StringLiteral'))),
  };
}

function readAggregate(node: SyntaxNode, text: string): Aggregate {
  const operation = node.getChild('AggregateOp');
  const modifier = node.getChild('AggregateModifier');
  const body = node.getChild('FunctionCallBody');
  const grouping: Grouping | undefined = modifier
    ? {
        kind: modifier.getChild('Without') ? 'without' : 'by',
        labels: labelsIn(modifier.getChild('GroupingLabels'), text),
      }
    : undefined;
  return {
    kind: 'aggregate',
    operation: operation ? text.slice(operation.from, operation.to).toLowerCase() : '',
    grouping,
    args: body ? expressionsIn(body).map((child) => readTree(child, text)) : [],
  };
}

function readBinary(node: SyntaxNode, text: string): Binary {
  const [left, right] = expressionsIn(node);
  let operator = left?.nextSibling;
  while (operator?.name === 'LineComment') operator = operator.nextSibling;
  return {
    kind: 'binary',
    operator: operator ? text.slice(operator.from, operator.to).toLowerCase() : '',
    isBool: node.getChild('BoolModifier') !== null,
    matching: readMatching(node.getChild('MatchingModifierClause'), text),
    left: readTree(left ?? node, text),
    right: readTree(right ?? node, text),
  };
}

function readMatching(node: SyntaxNode | null, text: string): Matching | undefined {
  if (node === null) return undefined;
  const [labels, include] = node.getChildren('GroupingLabels');
  const isLeft = node.getChild('GroupLeft') !== null;
  const isRight = node.getChild('GroupRight') !== null;
  return {
    kind: node.getChild('Ignoring') ? 'ignoring' : 'on',
    labels: labelsIn(labels ?? null, text),
    group: isLeft ? 'left' : isRight ? 'right' : undefined,
    include: labelsIn(include ?? null, text),
  };
}

function labelsIn(node: SyntaxNode | null, text: string): string[] {
  const names = node
    ? [...node.getChildren('LabelName'), ...node.getChildren('QuotedLabelName')]
    : [];
  return names.map(({ from, to }) => unquote(text.slice(from, to)));
}

/** A text of PromQL without its quotation marks. Escapes as in Go, of which queries use few. */
function unquote(literal: string): string {
  const mark = literal[0];
  if (mark !== '"' && mark !== "'" && mark !== '`') return literal;
  const inside = literal.slice(1, -1);
  if (mark === '`') return inside;
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return inside.replaceAll(/\\(.)/g, (_, char: string) => named[char] ?? char);
}
