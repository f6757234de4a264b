import { isRecord, rule, shape, wholeNumber, type Rule } from '../../option-rules.ts';
import { TelemetryError } from '../../telemetry-error.ts';

/** @throws TelemetryError `health.invalid` that lists every problem of an options object. */
export function checkOptions(
  helper: string,
  options: unknown,
  rules: Readonly<Record<string, Rule>>,
  further: readonly string[] = [],
): void {
  const problems = [...further];
  if (isRecord(options)) shape(rules)(options, '', problems);
  else anObject(options, 'options', problems);
  if (problems.length === 0) return;
  throw new TelemetryError(
    'health.invalid',
    problems.map((problem) => `telemetry/health: ${helper}(): ${problem}`),
  );
}

export const aText = rule(
  (value) => typeof value === 'string' && value.trim() !== '',
  'a text, or leave it out',
);

export const aFunction = rule(
  (value) => typeof value === 'function',
  'a function, or leave it out',
);

export const anObject = rule(isRecord, 'an object, or leave it out');

export const milliseconds = wholeNumber(1, 'milliseconds', 600_000);
