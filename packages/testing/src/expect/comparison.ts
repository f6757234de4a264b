import {
  attributeDifferences,
  difference,
  matches,
  show,
  type ExpectedAttributes,
} from './match-value.ts';

/** Collects in which ways a signal is not what was asked for. */
export interface Comparison {
  /** One sentence per difference, in the order in which they were looked for. */
  readonly found: string[];
  /** Whatever was not asked for may be anything. */
  readonly compare: (what: string, actual: unknown, wanted: unknown) => void;
  readonly compareResource: (
    actual: Parameters<typeof attributeDifferences>[0],
    wanted?: ExpectedAttributes,
  ) => void;
}

export function createComparison(): Comparison {
  const found: string[] = [];
  return {
    found,
    compare(what, actual, wanted) {
      if (wanted !== undefined && !matches(actual, wanted)) {
        found.push(difference(what, actual, wanted));
      }
    },
    compareResource(actual, wanted = {}) {
      found.push(...attributeDifferences(actual, wanted).map((text) => `resource ${text}`));
    },
  };
}

/** What was asked for, in words: ` with kind "server", status "error"`. */
export function asked(expected: object): string {
  const text = Object.entries(expected)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${show(value)}`)
    .join(', ');
  return text && ` with ${text}`;
}
