import { isAbsent } from './attribute-check.ts';

class Step<T> {
  /** The attribute that this step tells apart, and the steps that follow its values. */
  key: string | undefined = undefined;
  next: Map<unknown, Step<T>> | undefined = undefined;
  /** The same step for callers that name another attribute here. */
  other: Step<T> | undefined = undefined;
  /** What was stored for the attributes named so far. */
  found: T | undefined = undefined;
}

/**
 * Finds what belongs to a set of attributes by walking them in the caller's own order, one `Map` a value, without
 * sorting, joining or allocating. Measured against its alternatives with three attributes: a walk in declared order takes
 * three times as long (keyed loads with varying keys), a sorted string key ten times. A `WeakMap` by identity would be
 * wrong for callers that change their object.
 */
export class SeriesIndex<T> {
  #root = new Step<T>();
  #size = 0;
  readonly #maxSize: number;

  /** @param maxSize - Sets of attributes to remember, each order of keys counted apart. */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  /** What was stored for exactly these attributes, or undefined. Throws where reading `attributes` throws. */
  find(attributes: object): T | undefined {
    let step = this.#root;
    for (const key in attributes) {
      // Not Object.hasOwn: the engine sees through this form when it stands in a for-in, which makes it free.
      if (!Object.prototype.hasOwnProperty.call(attributes, key)) continue;
      const value = (attributes as Record<string, unknown>)[key];
      if (isAbsent(value)) continue;
      let branch: Step<T> | undefined = step;
      while (branch.key !== key) {
        branch = branch.other;
        if (branch === undefined) return undefined;
      }
      const next: Step<T> | undefined = branch.next?.get(value);
      if (next === undefined) return undefined;
      step = next;
    }
    return step.found;
  }

  /** Stores `found` for these attributes, unless the index is full. */
  store(attributes: readonly (readonly [key: string, value: unknown])[], found: T): void {
    if (this.#size >= this.#maxSize) return;
    let step = this.#root;
    for (const [key, value] of attributes) step = follow(step, key, value);
    if (step.found === undefined) this.#size += 1;
    step.found = found;
  }

  clear(): void {
    this.#root = new Step<T>();
    this.#size = 0;
  }
}

function follow<T>(step: Step<T>, key: string, value: unknown): Step<T> {
  let branch = step;
  branch.key ??= key;
  while (branch.key !== key) {
    branch.other ??= new Step<T>();
    branch = branch.other;
    branch.key ??= key;
  }
  branch.next ??= new Map();
  let next = branch.next.get(value);
  if (next === undefined) {
    next = new Step<T>();
    branch.next.set(value, next);
  }
  return next;
}
