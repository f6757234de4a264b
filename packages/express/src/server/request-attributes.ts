import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import type { KnownMethod } from '../http-method.ts';
import type { QueryRedactor } from '../url-query.ts';
import { type Connection, parseHost } from './connection.ts';
import type { RequestTarget } from './request-target.ts';

export interface RequestAttributeOptions {
  readonly redactQuery: QueryRedactor;
  readonly trustForwardedHeaders: boolean;
}

/**
 * What is known of a request when it arrives. All of it is there when the span starts, so that a sampler can decide by it,
 * and none of it twice: the SDK checks and copies each attribute given at the start two times.
 */
export function requestAttributes(
  request: IncomingMessage,
  target: RequestTarget,
  method: KnownMethod,
  connection: Connection,
  options: RequestAttributeOptions,
): Attributes {
  const { headers } = request;
  const host = connection.hostOf(headers.host ?? authorityOf(headers));
  const attributes: Attributes = {
    'http.request.method': method.name,
    'url.path': target.path,
    'url.scheme': connection.scheme,
  };
  if (host.address !== undefined) attributes['server.address'] = host.address;
  if (host.port !== undefined) attributes['server.port'] = host.port;
  if (connection.peerAddress !== undefined) attributes['client.address'] = connection.peerAddress;
  const userAgent = headers['user-agent'];
  if (userAgent !== undefined) attributes['user_agent.original'] = userAgent;
  if (target.query !== undefined) attributes['url.query'] = options.redactQuery(target.query);
  if (method.name === '_OTHER') attributes['http.request.method_original'] = request.method ?? '';
  if (options.trustForwardedHeaders) applyForwarded(attributes, headers);
  return attributes;
}

/** HTTP/2 has no Host header. */
function authorityOf(headers: IncomingHttpHeaders): string | undefined {
  const authority = headers[':authority'];
  return typeof authority === 'string' ? authority : undefined;
}

/** RFC 7239 `Forwarded` first, else the `X-Forwarded-*` that everybody sends. The first entry is the client's. */
function applyForwarded(attributes: Attributes, headers: IncomingHttpHeaders): void {
  const forwarded = parseForwarded(headers.forwarded);
  const client = forwarded.get('for') ?? firstOf(headers['x-forwarded-for']);
  const scheme = forwarded.get('proto') ?? firstOf(headers['x-forwarded-proto']);
  const host = forwarded.get('host') ?? firstOf(headers['x-forwarded-host']);
  const address = client === undefined ? undefined : addressOf(client);
  if (address !== undefined) attributes['client.address'] = address;
  if (scheme === 'http' || scheme === 'https') attributes['url.scheme'] = scheme;
  if (host === undefined) return;
  const parsed = parseHost(host);
  if (parsed.address === undefined) return;
  attributes['server.address'] = parsed.address;
  if (parsed.port === undefined) delete attributes['server.port'];
  else attributes['server.port'] = parsed.port;
}

function parseForwarded(header: string | undefined): Map<string, string> {
  const first = header?.split(',', 1)[0] ?? '';
  const pairs = first.split(';').flatMap((pair) => {
    const [name, value] = pair.split('=', 2);
    return name === undefined || value === undefined
      ? []
      : [[name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')] as const];
  });
  return new Map(pairs);
}

function firstOf(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header : header?.[0];
  const first = text?.split(',', 1)[0]?.trim();
  return first === '' ? undefined : first;
}

/** An address without its port: IPv4 may carry one, IPv6 does so in brackets. */
function addressOf(node: string): string | undefined {
  const match = /^(?:\[([^\]]+)\](?::\d+)?|([^:]+)(?::\d+)?|([^[\]]+))$/.exec(node);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}
