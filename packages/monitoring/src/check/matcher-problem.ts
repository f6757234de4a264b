import type { Matcher } from '../promql/expression.ts';
import type { StoredSeries } from './stored-names.ts';

/** Why a matcher can never decide anything: its value is none that the label can have. Without the name of the metric. */
export function matcherProblem(
  { label, operator, value }: Matcher,
  values: readonly string[] | undefined,
  series: StoredSeries,
): string | undefined {
  // Only Grafana knows it.
  if (value.includes('$') && !isEndOfPattern(value, operator)) return undefined;
  if (operator === '=~' || operator === '!~') {
    const problem = patternProblem(value);
    if (problem !== undefined)
      return `is asked for ${label}${operator}"${value}", which ${problem}`;
  }
  const possible = label === 'le' ? boundsOf(series) : values;
  // An empty text asks for series without the label.
  if (possible === undefined || value === '') return undefined;
  const wrong = wantedValues(value, operator).filter(
    (wanted) => !isPossible(wanted, label, possible),
  );
  if (wrong.length === 0) return undefined;
  const what = wrong.map((each) => `"${each}"`).join(', ');
  return `never has ${label} ${what}. It has: ${possible.join(', ')}. Correct the value.`;
}

/** Alternatives of a pattern one by one, so that one that is misspelt is found; other patterns as a whole. */
function wantedValues(value: string, operator: Matcher['operator']): string[] {
  if (operator === '=' || operator === '!=') return [value];
  const isList = /^\(?[^()[\]{}*+?^]*\)?$/.test(value.replaceAll(/\\./g, ''));
  const alternatives = isList ? value.replaceAll(/^\(|\)$/g, '').split('|') : [value];
  return alternatives.filter((each) => each !== '').map((each) => `/${each}/`);
}

function isPossible(wanted: string, label: string, possible: readonly string[]): boolean {
  const pattern = /^\/(.*)\/$/s.exec(wanted)?.[1];
  const candidates = label === 'le' ? possible.flatMap(spellings) : possible;
  if (pattern !== undefined)
    return candidates.some((each) => new RegExp(`^(?:${pattern})$`).test(each));
  return candidates.includes(wanted);
}

/** How Prometheus 2 and 3 write a bound. */
function spellings(bound: string): string[] {
  const value = Number(bound);
  const exponent = value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return [
    bound,
    exponent,
    value.toFixed(20).replace(/0+$/, ''),
    ...(Number.isInteger(value) ? [`${bound}.0`] : []),
  ];
}

function boundsOf(series: StoredSeries): readonly string[] | undefined {
  if (series.kind !== 'metric' || series.metric.buckets.length === 0) return undefined;
  return [...series.metric.buckets.map(String), '+Inf'];
}

function patternProblem(value: string): string | undefined {
  // Go knows flags at the beginning, which JavaScript does not.
  return isPattern(value.replace(/^\(\?[a-z]+\)/, '')) ? undefined : 'is no pattern. Correct it.';
}

function isPattern(value: string): boolean {
  try {
    return new RegExp(value).source !== '';
  } catch {
    return false;
  }
}

function isEndOfPattern(value: string, operator: Matcher['operator']): boolean {
  return (operator === '=~' || operator === '!~') && /^[^$]*\$$/.test(value);
}
