import { types } from '../node-builtins.ts';
import { exceptionAttributes, isError } from '../spans/exception-attributes.ts';
import type { PlainAttributes, ValueNormalizer } from './normalize-value.ts';

/** The text of a record, whatever was given as its message; undefined only for an event that has none. */
export function messageOf(
  message: unknown,
  normalizer: ValueNormalizer,
  eventName: string | undefined,
): string | undefined {
  if (typeof message === 'string') return normalizer.text(message);
  if (message === undefined && eventName !== undefined) return undefined;
  if (isError(message)) {
    const described = exceptionAttributes(message);
    return normalizer.text(described['exception.message'] ?? described['exception.type']);
  }
  return normalizer.anyText(message);
}

/**
 * The attributes of a record: those of the logger, then those of the call. The first error among message, details,
 * `details.error` and `details.err` becomes `exception.*`. Details that are no plain attributes (an array, a map, a number)
 * are kept under `details`.
 */
export function attributesOf(
  base: PlainAttributes | undefined,
  message: unknown,
  details: unknown,
  normalizer: ValueNormalizer,
): PlainAttributes {
  const attributes: PlainAttributes = { ...base };
  let error: unknown = isError(message) ? message : undefined;
  if (details === undefined || details === null) {
    // Most records with a message alone come this way.
  } else if (isError(details)) {
    if (error === undefined) error = details;
    else normalizer.assign(attributes, { error: details });
  } else if (isAttributes(details)) {
    const key = error === undefined ? errorKey(details) : undefined;
    if (key !== undefined) error = details[key];
    normalizer.assign(attributes, details, key && ERROR_KEYS[key]);
  } else {
    normalizer.assign(attributes, { details });
  }
  if (error !== undefined) {
    Object.assign(
      attributes,
      exceptionAttributes(error, () => normalizer.trimmed++),
    );
  }
  return attributes;
}

const ERROR_KEYS = { error: new Set(['error']), err: new Set(['err']) } as const;

function isAttributes(details: unknown): details is Record<string, unknown> {
  return (
    typeof details === 'object' &&
    details !== null &&
    !Array.isArray(details) &&
    !types.isMap(details) &&
    !types.isSet(details) &&
    !types.isDate(details) &&
    !ArrayBuffer.isView(details)
  );
}

/** `{ error }` as everybody writes it, `{ err }` as pino's users do. */
function errorKey(details: Record<string, unknown>): 'error' | 'err' | undefined {
  try {
    const { error, err } = details;
    if (isError(error)) return 'error';
    return isError(err) ? 'err' : undefined;
  } catch {
    return undefined;
  }
}
