/** The outcome of looking for something: what was found, or what there was instead. */
export interface Search<T> {
  readonly found: T | undefined;
  /** Says what is missing and what there is; for `not`, what is there. */
  readonly message: string;
}

export interface Candidate<T> {
  readonly item: T;
  /** Empty when it is what was looked for. */
  readonly differences: readonly string[];
}

const MAX_SHOWN = 10;

/**
 * Picks the first candidate without differences.
 *
 * @param what - Names what is looked for, for example `span "GET /x"`.
 * @param candidates - Those of the right name.
 * @param others - Describes everything else that there was.
 */
export function search<T>(
  what: string,
  candidates: readonly Candidate<T>[],
  others: readonly string[],
): Search<T> {
  const hit = candidates.find(({ differences }) => differences.length === 0);
  if (hit) return { found: hit.item, message: `telemetry/testing: ${what} is there.` };
  const instead =
    candidates.length > 0
      ? [
          `There ${candidates.length === 1 ? 'is one' : `are ${candidates.length}`} of that name, but:`,
        ].concat(bounded(nearestFirst(candidates).map((each) => each.differences.join('; '))))
      : others.length > 0
        ? ['There is instead:', ...bounded(others)]
        : ['There is nothing at all.'];
  return {
    found: undefined,
    message: `telemetry/testing: ${what} is not there. ${instead.join('\n  - ')}`,
  };
}

function nearestFirst<T>(candidates: readonly Candidate<T>[]): Candidate<T>[] {
  return candidates.toSorted((a, b) => a.differences.length - b.differences.length);
}

function bounded(lines: readonly string[]): string[] {
  const unique = [...new Set(lines)];
  const more = unique.length - MAX_SHOWN;
  return more > 0 ? [...unique.slice(0, MAX_SHOWN), `and ${more} more`] : unique;
}
