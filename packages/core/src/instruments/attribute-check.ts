import type { AttributeDeclaration } from '../catalog/catalog.ts';
import { MAX_STRING_LENGTH } from '../catalog/check-attributes.ts';

/** A value that may stand on a metric. */
export type MetricAttributeValue = string | number | boolean;

/** How one attribute of one metric is checked. */
export interface AttributeCheck {
  readonly name: string;
  readonly isRequired: boolean;
  /** Distinct values that the metric may carry; Infinity where the declaration lists them. */
  readonly maxValues: number;
  isAllowed(value: unknown): value is MetricAttributeValue;
  /** Completes "… was 5, which is not": what is allowed. */
  readonly expectation: string;
}

const OPEN_CHECKS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  int: (value) => Number.isSafeInteger(value),
  double: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
};

const EXPECTATIONS: Readonly<Record<string, string>> = {
  string: 'a string',
  int: 'a whole number',
  double: 'a finite number',
  boolean: 'a boolean',
};

/** Turns a declaration into its check. */
export function attributeCheck(
  name: string,
  declaration: AttributeDeclaration,
  isRequired: boolean,
): AttributeCheck {
  if ('values' in declaration) {
    const allowed = new Set<unknown>(declaration.values);
    return {
      name,
      isRequired,
      maxValues: Number.POSITIVE_INFINITY,
      isAllowed: (value): value is MetricAttributeValue => allowed.has(value),
      expectation: 'one of its declared values',
    };
  }
  const isAllowed = OPEN_CHECKS[declaration.type] ?? (() => false);
  return {
    name,
    isRequired,
    maxValues: declaration.maxValues ?? Number.POSITIVE_INFINITY,
    isAllowed: (value): value is MetricAttributeValue => isAllowed(value),
    expectation: EXPECTATIONS[declaration.type] ?? 'a single value',
  };
}

/** Null and the empty string say nothing; to Prometheus an empty label is an absent one. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Cuts a string to the size limit without leaving half a character or holding on to the long original. */
export function cutString(value: string): string {
  let end = MAX_STRING_LENGTH;
  const last = value.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return Buffer.from(value.slice(0, end)).toString();
}
