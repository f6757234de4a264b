import { isDeepStrictEqual } from 'node:util';
import type { Attributes } from '@opentelemetry/api';

/** Matchers of test runners, such as `expect.any(String)` or `expect.closeTo(0.2)`. */
interface AsymmetricMatcher {
  asymmetricMatch(value: unknown): boolean;
  toString?(): string;
}

/** An exact value, a pattern for strings, or a test runner's asymmetric matcher. */
export type Expected<T> = T | (T extends string ? RegExp : never) | AsymmetricMatcher;

/** Only the named attributes are looked at. `undefined` means that the attribute must be absent. */
export type ExpectedAttributes = Readonly<Record<string, unknown>>;

export function matches(actual: unknown, expected: unknown): boolean {
  if (expected instanceof RegExp) return typeof actual === 'string' && expected.test(actual);
  if (isAsymmetricMatcher(expected)) return expected.asymmetricMatch(actual);
  return isDeepStrictEqual(actual, expected);
}

/** What differs, one text per attribute. */
export function attributeDifferences(actual: Attributes, expected: ExpectedAttributes): string[] {
  return Object.entries(expected)
    .filter(([key, value]) => !matches(actual[key], value))
    .map(([key, value]) => difference(key, actual[key], value));
}

export function difference(what: string, actual: unknown, expected: unknown): string {
  return `${what} is ${show(actual)}, expected ${show(expected)}`;
}

export function show(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value instanceof RegExp) return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  return JSON.stringify(value, asText) ?? typeof value;
}

function asText(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof RegExp) return value.source;
  return isAsymmetricMatcher(value) ? (value.toString?.() ?? 'a matcher') : value;
}

function isAsymmetricMatcher(value: unknown): value is AsymmetricMatcher {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<AsymmetricMatcher>).asymmetricMatch === 'function'
  );
}
