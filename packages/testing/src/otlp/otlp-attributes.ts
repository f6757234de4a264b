import type { AnyValue, Attributes } from '@opentelemetry/api';
import type { OtlpMessage } from './otlp-schema.ts';

/** Attributes as a plain object. A key that was sent twice has its last value. */
export function fromKeyValues(list: readonly OtlpMessage<'KeyValue'>[] | undefined): Attributes {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key ?? '', fromAnyValue(value)]));
}

/** 64-bit integers become numbers where those are exact, else stay `bigint`. A value with nothing set is `null`. */
export function fromAnyValue(value: OtlpMessage<'AnyValue'> | undefined): AnyValue {
  if (!value) return null;
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.boolValue !== undefined) return value.boolValue;
  if (value.intValue !== undefined) return fromInt64(value.intValue);
  if (value.doubleValue !== undefined) return value.doubleValue;
  if (value.bytesValue !== undefined) return value.bytesValue;
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(fromAnyValue);
  if (value.kvlistValue) return fromKeyValues(value.kvlistValue.values);
  return null;
}

function fromInt64(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
