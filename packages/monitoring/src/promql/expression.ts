/*
 * A query as data, without what does not matter to its meaning here: parentheses, `offset` and `@` are left out.
 */

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

export interface Selector {
  readonly kind: 'selector';
  /** Also when it was written as `{__name__="…"}`; undefined when it is a pattern or missing. */
  readonly name: string | undefined;
  /** Without the one for the name. */
  readonly matchers: readonly Matcher[];
  /** As written: `5m`. Undefined: the present value. */
  readonly range: string | undefined;
}

export interface Subquery {
  readonly kind: 'subquery';
  readonly of: Expression;
  readonly range: string;
}

export interface Call {
  readonly kind: 'call';
  readonly function: string;
  readonly args: readonly Expression[];
}

export interface Aggregate {
  readonly kind: 'aggregate';
  readonly operation: string;
  readonly grouping: Grouping | undefined;
  readonly args: readonly Expression[];
}

export interface Grouping {
  readonly kind: 'by' | 'without';
  readonly labels: readonly string[];
}

export interface Binary {
  readonly kind: 'binary';
  readonly operator: string;
  readonly isBool: boolean;
  readonly matching: Matching | undefined;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Matching {
  readonly kind: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly group: 'left' | 'right' | undefined;
  /** Labels that are taken over from the side of one. */
  readonly include: readonly string[];
}

export interface Unary {
  readonly kind: 'unary';
  readonly of: Expression;
}

export interface Literal {
  readonly kind: 'number' | 'string';
  readonly text: string;
}

export type Expression = Selector | Subquery | Call | Aggregate | Binary | Unary | Literal;

/** The expressions of which one is made. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'subquery':
    case 'unary':
      return [expression.of];
    case 'call':
    case 'aggregate':
      return expression.args;
    case 'binary':
      return [expression.left, expression.right];
    default:
      return [];
  }
}

/** Visits an expression and all within, outermost first, each with those around it, innermost first. */
export function visit(
  expression: Expression,
  visitor: (expression: Expression, around: readonly Expression[]) => void,
  around: readonly Expression[] = [],
): void {
  visitor(expression, around);
  const inner = [expression, ...around];
  for (const child of childrenOf(expression)) visit(child, visitor, inner);
}
