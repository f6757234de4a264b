import type { Difference } from './difference.ts';

/** For reading: each difference with whom it breaks below, and how many there are at the end. */
export function formatDifferences(differences: readonly Difference[]): string {
  const breaking = differences.filter(({ breaks }) => breaks.length > 0);
  const places = new Set(breaking.flatMap(({ breaks }) => breaks));
  const others = differences.length - breaking.length;
  const lines = differences.flatMap(({ place, message, breaks }) => [
    `${breaks.length > 0 ? '!' : ' '} ${place}: ${message}`,
    ...breaks.map((each) => `      breaks ${each}`),
  ]);
  const summary =
    breaking.length === 0
      ? 'Nothing breaks'
      : `${count(breaking.length, 'change')} ${breaking.length === 1 ? 'breaks' : 'break'} ${count(places.size, 'place')}`;
  return `${[...lines, `${summary}; ${count(others, 'other change')}.`].join('\n')}\n`;
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? '' : 's'}`;
}
