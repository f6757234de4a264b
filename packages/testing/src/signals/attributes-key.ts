import type { Attributes } from '@opentelemetry/api';

/** A string that is the same for equal attributes, whatever the order of their keys. */
export function attributesKey(attributes: Attributes): string {
  return JSON.stringify(attributes, (_key, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (value instanceof Uint8Array) return Array.from(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  });
}
