import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import { responseHeader } from './response-facts.ts';

/** Headers that are credentials by themselves. Their presence may be recorded, their value is not. */
const CREDENTIALS = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'set-cookie',
  'www-authenticate',
  'x-amz-security-token',
  'x-api-key',
  'x-auth-token',
  'x-csrf-token',
]);

interface CapturedHeader {
  readonly name: string;
  readonly attribute: string;
}

/** Names of headers, ready to be looked for. */
export type HeaderList = readonly CapturedHeader[];

export function compileHeaders(
  names: readonly string[] | undefined,
  direction: 'request' | 'response',
): HeaderList {
  return [...new Set(names?.map((name) => name.toLowerCase()))].map((name) => ({
    name,
    attribute: `http.${direction}.header.${name}`,
  }));
}

export function requestHeaderAttributes(request: IncomingMessage, list: HeaderList): Attributes {
  // Not `headersDistinct`: Node would note it on the request. Repeated headers come joined, as the convention allows.
  return pick(list, (name) => request.headers[name]);
}

export function responseHeaderAttributes(response: ServerResponse, list: HeaderList): Attributes {
  return pick(list, (name) => responseHeader(response, name));
}

function pick(
  list: HeaderList,
  valueOf: (name: string) => string | readonly string[] | undefined,
): Attributes {
  const attributes: Attributes = {};
  for (const { name, attribute } of list) {
    const value = valueOf(name);
    if (value === undefined) continue;
    const values = typeof value === 'string' ? [value] : [...value];
    attributes[attribute] = CREDENTIALS.has(name) ? values.map(() => 'REDACTED') : values;
  }
  return attributes;
}
