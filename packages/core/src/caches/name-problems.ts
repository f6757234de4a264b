import { quote } from '../catalog/quote.ts';

/** Longer values of an attribute are cut, which could make two names one. */
const MAX_NAME_LENGTH = 200;

/** What is wrong with the name of a cache: nothing, or a sentence with the mend. */
export function nameProblems(where: string, name: unknown): string[] {
  if (typeof name === 'string' && name.trim() !== '' && name.length <= MAX_NAME_LENGTH) return [];
  return [
    `telemetry/cache: ${where}() was given ${quote(name)} for a name. Name the cache in the code by 1 to ${MAX_NAME_LENGTH} characters, as in "forecasts".`,
  ];
}
