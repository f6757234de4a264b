import { numberOf, stringOf } from './duck.ts';

/** Where a pool connects to. */
export interface ServerPlace {
  readonly host?: unknown;
  readonly port?: unknown;
  /** Path of a socket, instead of host and port. */
  readonly path?: unknown;
  readonly database?: unknown;
}

/**
 * `address:port/database`, as OpenTelemetry's conventions name a pool that has no name. Credentials have no place in it.
 *
 * @param scheme - The port to assume, and the word to use when nothing else is known.
 */
export function serverName(
  place: ServerPlace,
  { fallback, defaultPort }: { fallback: string; defaultPort?: number },
): string {
  const path = stringOf(place.path);
  const host = stringOf(place.host);
  const database = databaseName(place.database);
  if (path === undefined && host === undefined && database === undefined && !place.port) {
    return defaultPort === undefined ? fallback : `localhost:${defaultPort}`;
  }
  const port = numberOf(Number(place.port)) || defaultPort;
  const address = path ?? `${bracketed(host ?? 'localhost')}${port ? `:${port}` : ''}`;
  return database === undefined ? address : `${address}/${database}`;
}

/** The place that a connection string names: `postgres://user:secret@host:5432/db` and its like; undefined when it is none. */
export function placeOfUrl(value: unknown): ServerPlace | undefined {
  const text = stringOf(value);
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { hostname, port, pathname } = new URL(text);
  const database = decoded(pathname.replace(/^\//, ''));
  return { host: hostname.replaceAll(/^\[|\]$/g, ''), port, database };
}

function databaseName(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : stringOf(value);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
