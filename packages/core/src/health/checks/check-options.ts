import { isRecord } from '../../catalog/check-attributes.ts';
import { quote } from '../../catalog/quote.ts';
import { TelemetryError } from '../../telemetry-error.ts';

/** What is wrong with one option: the rest of the sentence that begins with its name, value and the mend included. */
type Rule = (value: unknown) => string | undefined;

/** @throws TelemetryError `health.invalid` that lists every problem of an options object. */
export function checkOptions(
  helper: string,
  options: unknown,
  rules: Readonly<Record<string, Rule>>,
  further: readonly string[] = [],
): void {
  const problems = [...further, ...optionProblems(options, rules)];
  if (problems.length === 0) return;
  throw new TelemetryError(
    'health.invalid',
    problems.map((problem) => `telemetry/health: ${helper}(): ${problem}`),
  );
}

function optionProblems(options: unknown, rules: Readonly<Record<string, Rule>>): string[] {
  if (!isRecord(options)) {
    return [`options is ${quote(options)}. Pass an object, or leave it out.`];
  }
  const unknown = Object.keys(options)
    .filter((name) => !Object.hasOwn(rules, name))
    .map((name) => `has no option ${quote(name)}. Use ${Object.keys(rules).join(', ')}.`);
  const wrong = Object.entries(rules).flatMap(([name, rule]) => {
    const value = options[name];
    const problem = value === undefined ? undefined : rule(value);
    return problem === undefined ? [] : [`${name} is ${quote(value)}. ${problem}`];
  });
  return [...unknown, ...wrong];
}

export const aText: Rule = (value) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : 'Use a text, or leave it out.';

export const aFunction: Rule = (value) =>
  typeof value === 'function' ? undefined : 'Use a function, or leave it out.';

export const anObject: Rule = (value) =>
  isRecord(value) ? undefined : 'Use an object, or leave it out.';

export const milliseconds: Rule = (value) =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) <= 600_000
    ? undefined
    : 'Use whole milliseconds from 1 to 600000, or leave it out.';
