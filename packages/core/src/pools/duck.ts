/** An object whose members are looked at by name; which library made it shows in what it has. */
export type Duck = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Whether `value` has members of these types, own or inherited. Never throws. */
export function looksLike(
  value: unknown,
  members: Readonly<Record<string, 'function' | 'number' | 'string' | 'boolean' | 'object'>>,
): value is Duck {
  if (!isObject(value)) return false;
  try {
    return Object.entries(members).every(([name, type]) => {
      const member = (value as Duck)[name];
      return typeof member === type && member !== null;
    });
  } catch {
    return false;
  }
}

/** A member that is a finite number ≥ 0, else undefined. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined;
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A member as an object to look into further; an empty one when it is none. */
export function part(value: unknown, name: string): Duck {
  const member = isObject(value) ? (value as Duck)[name] : undefined;
  return isObject(member) ? (member as Duck) : {};
}

/** `length` of a queue or array, else 0. */
export function lengthOf(value: unknown): number {
  return isObject(value) ? (numberOf((value as Duck).length) ?? 0) : 0;
}
