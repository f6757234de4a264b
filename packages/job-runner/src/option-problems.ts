import { TelemetryError } from '@fluxora/telemetry-core';

/** Throws `TelemetryError('options.invalid')` if there are problems, each a sentence without its "telemetry/job:". */
export function throwProblems(problems: readonly string[], code = 'options.invalid'): void {
  if (problems.length === 0) return;
  throw new TelemetryError(
    code,
    problems.map((problem) => `telemetry/job: ${problem}`),
  );
}

export function reporterProblems(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throwProblems([`options are ${show(options)}. Pass an object with the name of the runner.`]);
    return;
  }
  const { runner, queue, messagingSystem, ...others } = options as Record<string, unknown>;
  throwProblems([
    ...nameProblems('runner', runner, 'the name of what runs the jobs, as in "bullmq"'),
    ...(queue === undefined ? [] : nameProblems('queue', queue, "the queue's name")),
    ...(messagingSystem === undefined
      ? []
      : nameProblems('messagingSystem', messagingSystem, 'a name such as "aws.sqs"')),
    ...sharedProblems(others),
  ]);
}

/** Of the options that everything here takes. */
export function sharedProblems(options: Readonly<Record<string, unknown>>): string[] {
  return [
    ...msProblems('parentWithinMs', options.parentWithinMs, 60_000),
    ...typeProblems('providers', options.providers, 'object'),
    ...typeProblems('clock', options.clock, 'object'),
  ];
}

export function nameProblems(option: string, name: unknown, what: string): string[] {
  const isName = typeof name === 'string' && name.trim() !== '' && name.length <= 256;
  return isName ? [] : [`${option} is ${show(name)}. Use ${what}, 1 to 256 characters.`];
}

export function msProblems(option: string, value: unknown, usual?: number): string[] {
  if (value === undefined) return [];
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return [];
  const otherwise = usual === undefined ? '' : ` for ${usual}`;
  return [`${option} is ${show(value)}. Use milliseconds from 0 up, or leave it out${otherwise}.`];
}

export function typeProblems(option: string, value: unknown, type: string): string[] {
  if (value === undefined || (typeof value === type && value !== null)) return [];
  return [`${option} is ${show(value)}. Use a ${type}, or leave it out.`];
}

/** A misspelt option would otherwise be ignored silently. */
export function unknownOptions(options: object, known: readonly string[]): string[] {
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => `${name} is not an option. Use ${known.join(', ')}.`);
}

export function show(value: unknown): string {
  try {
    if (typeof value === 'function') return 'a function';
    if (typeof value === 'number') return String(value);
    return (JSON.stringify(value) ?? typeof value).slice(0, 100);
  } catch {
    return `a ${typeof value}`;
  }
}
