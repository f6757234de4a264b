import type { Problem } from '../../problems.ts';

/** Deeper than any definition, so that what never ends is noticed. */
const MAX_DEPTH = 12;
const MAX_ITEMS = 10_000;

/**
 * A copy of lists and plain objects that can be looked at without surprises: every member is read once. What cannot be read, never
 * ends or contains itself becomes a problem and is left out. Everything else, such as functions, is taken as it is.
 */
export function readPlain(value: unknown, place: string, problems: Problem[]): unknown {
  return copy(value, place, problems, []);
}

function copy(
  value: unknown,
  place: string,
  problems: Problem[],
  around: readonly unknown[],
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (around.includes(value)) {
    problems.push({ place, message: 'contains itself. Write it out.' });
    return undefined;
  }
  if (around.length >= MAX_DEPTH) {
    problems.push({ place, message: `is more than ${MAX_DEPTH} levels deep. Make it flatter.` });
    return undefined;
  }
  try {
    if (Array.isArray(value)) return copyList(value, place, problems, [...around, value]);
    if (!isPlain(value)) return value;
    return copyMembers(value, place, problems, [...around, value]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : typeof error;
    problems.push({ place, message: `cannot be read: ${reason}. Use a plain object or list.` });
    return undefined;
  }
}

function copyList(
  list: readonly unknown[],
  place: string,
  problems: Problem[],
  around: readonly unknown[],
): unknown[] {
  if (list.length > MAX_ITEMS) {
    problems.push({ place, message: `has ${list.length} items. Use at most ${MAX_ITEMS}.` });
    return [];
  }
  return Array.from({ length: list.length }, (_, index) => {
    const item = read(list, index, `${place}/${index}`, problems);
    return copy(item, `${place}/${index}`, problems, around);
  });
}

function copyMembers(
  value: object,
  place: string,
  problems: Problem[],
  around: readonly unknown[],
): Record<string, unknown> {
  const entries = Object.keys(value).map((name): [string, unknown] => {
    const at = place === '' ? name : `${place}/${name}`;
    return [name, copy(read(value, name, at, problems), at, problems, around)];
  });
  return Object.fromEntries(entries);
}

function read(value: object, name: PropertyKey, place: string, problems: Problem[]): unknown {
  try {
    return Reflect.get(value, name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : typeof error;
    problems.push({ place, message: `cannot be read: ${reason}. Give it a value.` });
    return undefined;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Also those of another realm, and of modules.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
