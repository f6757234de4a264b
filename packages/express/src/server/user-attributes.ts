import type { Attributes, AttributeValue } from '@opentelemetry/api';
import {
  type DropCause,
  drops as processDrops,
  notices as processNotices,
  type Providers,
} from '@fluxora/telemetry-core';
import type { HttpServerOptions } from '../options.ts';
import type { RequestRecord } from './request-record.ts';

type Hook = NonNullable<HttpServerOptions['userAttributes']>;

const MAX_ATTRIBUTES = 64;

/** Asks the user's hook. Never throws; what the hook does wrong is counted and said once. */
export function userAttributes(
  record: RequestRecord,
  hook: Hook,
  providers: Providers,
): Attributes | undefined {
  if (record.response === undefined) return undefined;
  try {
    const result: unknown = hook(record.request, record.response);
    if (result === undefined || result === null) return undefined;
    if (typeof result !== 'object' || Array.isArray(result)) {
      return complain(providers, 'bad_attribute', `returned ${describe(result)}`);
    }
    if (typeof (result as { then?: unknown }).then === 'function') {
      // Nobody else will look at it, and an unhandled rejection would end the process.
      Promise.resolve(result).catch(() => undefined);
      return complain(providers, 'callback_failed', 'returned a promise');
    }
    return validAttributes(result, providers);
  } catch (error) {
    return complain(providers, 'callback_failed', `threw ${describe(error)}`);
  }
}

function validAttributes(result: object, providers: Providers): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(result).slice(0, MAX_ATTRIBUTES)) {
    if (value === undefined || value === null) continue;
    if (name !== '' && isAttributeValue(value)) attributes[name] = value;
    else complain(providers, 'bad_attribute', `returned ${describe(value)} for "${name}"`);
  }
  return attributes;
}

function isAttributeValue(value: unknown): value is AttributeValue {
  if (!Array.isArray(value)) return isScalar(value);
  const [first] = value;
  return value.every((each) => isScalar(each) && typeof each === typeof first);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function complain(providers: Providers, cause: DropCause, what: string): undefined {
  (providers.drops ?? processDrops).record('traces', cause);
  (providers.notices ?? processNotices).once(
    `express userAttributes ${cause}`,
    `telemetry/express: userAttributes ${what}; its attributes were left out and counted. ` +
      'Return an object of strings, finite numbers and booleans, at once.',
  );
  return undefined;
}

function describe(value: unknown): string {
  try {
    return value instanceof Error ? `"${value.message.slice(0, 100)}"` : `a ${typeof value}`;
  } catch {
    return 'something unreadable';
  }
}
