import { quote } from '../catalog/quote.ts';

/** What is wrong with the name of a cache: nothing, or a sentence with the mend. */
export function nameProblems(where: string, name: unknown): string[] {
  if (typeof name === 'string' && name.trim() !== '') return [];
  return [
    `telemetry/cache: ${where}() was given ${quote(name)} for a name. Name the cache in the code, as in "forecasts".`,
  ];
}
