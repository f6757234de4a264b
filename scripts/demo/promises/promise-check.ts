import type { Evidence } from '../evidence.ts';

/** Something we promise, and how to tell that it was kept. */
export interface PromiseCheck {
  /** A sentence that is true when the promise is kept. */
  readonly promise: string;
  /** What speaks against it, each with the value; nothing when it was kept. */
  readonly breaches: (evidence: Evidence) => readonly string[];
}

/** A breach when `actual` is not `expected`. */
export function differs(what: string, actual: unknown, expected: unknown): string[] {
  return actual === expected ? [] : [`${what}: ${String(actual)}, expected ${String(expected)}`];
}

/** Breaches of each item; that there is no item to judge is a breach, too: an empty hand proves nothing. */
export function each<Item>(
  what: string,
  items: readonly Item[],
  breachesOf: (item: Item) => readonly string[],
): readonly string[] {
  return items.length === 0 ? [`no ${what} arrived`] : items.flatMap(breachesOf);
}
