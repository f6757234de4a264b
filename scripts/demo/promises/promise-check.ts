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
