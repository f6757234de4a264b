import type { Aggregate, Binary, Call, Expression } from './expression.ts';
import { visit } from './expression.ts';
import { AGGREGATIONS, FUNCTIONS, type Argument } from './functions.ts';

/** What the parser does not see: arguments of the wrong kind, and what Prometheus 2.42 or 3 does not know. */
export function typeProblems(expression: Expression): string[] {
  const problems: string[] = [];
  visit(expression, (part) => {
    if (part.kind === 'call') problems.push(...callProblems(part));
    if (part.kind === 'aggregate') problems.push(...aggregateProblems(part));
    if (part.kind === 'binary') problems.push(...binaryProblems(part));
    if (part.kind === 'selector') problems.push(...selectorProblems(part.name, part.range));
  });
  if (typeOf(expression) === 'range') {
    problems.push(
      'returns a range, which cannot be shown. Put a function around it, such as rate.',
    );
  }
  return problems;
}

function callProblems({ function: name, args }: Call): string[] {
  const signature = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (signature === undefined) {
    return [`uses ${name}, which Prometheus 2.42 and 3 do not both know. Write it without.`];
  }
  const [needed, optional = []] = signature;
  const most = optional.length === 0 ? needed.length : Infinity;
  if (args.length < needed.length || args.length > most) {
    return [`gives ${name} ${args.length} arguments. It takes ${needed.length}.`];
  }
  return args.flatMap((arg, index) =>
    argumentProblems(name, arg, needed[index] ?? optional.at(-1) ?? 'instant'),
  );
}

function aggregateProblems({ operation, args }: Aggregate): string[] {
  const needed = Object.hasOwn(AGGREGATIONS, operation) ? AGGREGATIONS[operation] : undefined;
  if (needed === undefined) {
    return [`uses ${operation}, which Prometheus 2.42 and 3 do not both know. Write it without.`];
  }
  if (args.length !== needed.length) {
    return [`gives ${operation} ${args.length} arguments. It takes ${needed.length}.`];
  }
  return args.flatMap((arg, index) => argumentProblems(operation, arg, needed[index] ?? 'instant'));
}

function argumentProblems(name: string, arg: Expression, needed: Argument): string[] {
  const type = typeOf(arg);
  if (type === needed) return [];
  const mend = needed === 'range' ? ' Add a range, as in x[5m].' : ' Correct the argument.';
  return [`gives ${name} ${WORDS[type]}, where it takes ${WORDS[needed]}.${mend}`];
}

const WORDS: Readonly<Record<Argument, string>> = {
  instant: 'series',
  range: 'a range of series',
  scalar: 'a number',
  string: 'a text',
};

const SET_OPERATORS = ['and', 'or', 'unless'];
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='];

function binaryProblems({ operator, left, right, isBool }: Binary): string[] {
  const types = [typeOf(left), typeOf(right)];
  const wrong = types.find((type) => type === 'range' || type === 'string');
  if (wrong) return [`has ${WORDS[wrong]} beside "${operator}". Use series or numbers.`];
  const scalars = types.filter((type) => type === 'scalar').length;
  if (SET_OPERATORS.includes(operator) && scalars > 0) {
    return [`has a number beside "${operator}". Use series, as in vector(0).`];
  }
  if (COMPARISONS.includes(operator) && scalars === 2 && !isBool) {
    return [`compares two numbers with "${operator}". Write "${operator} bool".`];
  }
  return [];
}

function selectorProblems(name: string | undefined, range: string | undefined): string[] {
  const isPlain = name === undefined || /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
  return [
    ...(isPlain
      ? []
      : [`names "${name}" in quotation marks, which Prometheus 2.42 does not know. Escape it.`]),
    ...(range === undefined || /^(?:\d+(?:ms|[smhdwy]))+$/.test(range.trim())
      ? []
      : [`has the range [${range}], which Prometheus 2.42 does not know. Write a duration: 5m.`]),
  ];
}

export function typeOf(expression: Expression): Argument {
  switch (expression.kind) {
    case 'selector':
      return expression.range === undefined ? 'instant' : 'range';
    case 'subquery':
      return 'range';
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'unary':
      return typeOf(expression.of);
    case 'call':
      return ['scalar', 'time', 'pi'].includes(expression.function) ? 'scalar' : 'instant';
    case 'binary':
      return typeOf(expression.left) === 'scalar' && typeOf(expression.right) === 'scalar'
        ? 'scalar'
        : 'instant';
    default:
      return 'instant';
  }
}
