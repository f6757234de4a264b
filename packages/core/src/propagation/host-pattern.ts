import { globExpression } from './compile-globs.ts';

/** A host as it is compared: lower case, IPv6 in brackets and in its shortest form. */
export interface Host {
  readonly name: string;
  /** Decimal digits; undefined when neither the text nor its scheme names one. */
  readonly port: string | undefined;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  'http:': '80',
  'https:': '443',
  'ws:': '80',
  'wss:': '443',
  'ftp:': '21',
};
const HAS_SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
const BARE_IPV6 = /^[\da-f]*:[\da-f:.]*:[\da-f:.]*$/i;
/** In a host without a scheme these would start something else: a path, credentials, a query. */
const NOT_IN_A_HOST = /[\s/\\@?#%*]/;

/** Reads a URL, `host`, `host:port`, `[v6]:port` or bare IPv6; undefined for anything else. */
export function parseHost(text: string): Host | undefined {
  if (typeof text !== 'string' || text.length > 2_048) return undefined;
  if (HAS_SCHEME.test(text)) {
    const url = URL.parse(text);
    if (!url || url.host === '') return undefined;
    // Schemes that URL does not know keep the host as written; http brings it to its canonical form.
    const canonical = url.protocol in DEFAULT_PORTS ? url : URL.parse(`http://${url.host}`);
    if (!canonical || canonical.hostname === '') return undefined;
    return {
      name: withoutTrailingDot(canonical.hostname),
      port: url.port || DEFAULT_PORTS[url.protocol],
    };
  }
  if (text === '' || NOT_IN_A_HOST.test(text)) return undefined;
  const authority = BARE_IPV6.test(text) ? `[${text}]` : text;
  // `ws` and `http` share a default port that URL would swallow; the text is the witness.
  const url = URL.parse(`http://${authority}`);
  if (!url || url.hostname === '') return undefined;
  const port = /:(\d+)$/.exec(authority.slice(authority.lastIndexOf(']') + 1))?.[1];
  return {
    name: withoutTrailingDot(url.hostname),
    port: port === undefined ? undefined : String(Number(port)),
  };
}

/** Compiles host globs; what is not one is added to `problems`. */
export function compileHostPatterns(
  patterns: readonly string[],
  problems: string[],
): (host: Host) => boolean {
  if (!Array.isArray(patterns)) {
    problems.push(
      `telemetry/propagation: hosts is ${String(patterns)}. Use an array of strings, for example ['*.fluxora.internal'].`,
    );
    return () => false;
  }
  const matchers: ((host: Host) => boolean)[] = [];
  for (const pattern of patterns as readonly unknown[]) {
    const matcher = typeof pattern === 'string' ? compileHostPattern(pattern) : undefined;
    if (matcher) matchers.push(matcher);
    else {
      problems.push(
        `telemetry/propagation: hosts holds ${JSON.stringify(pattern) ?? String(pattern)}. Use host names without scheme or path, for example '*.fluxora.internal' or 'localhost:4318'.`,
      );
    }
  }
  return (host) => matchers.some((matches) => matches(host));
}

function compileHostPattern(pattern: string): ((host: Host) => boolean) | undefined {
  if (pattern === '*') return () => true;
  const [, hostGlob, portGlob] =
    /^(\[[^\]]*\]|[^:]*|[\da-f:.]*:[\da-f:.]*:[\da-f.]*)(?::(\d+|\*))?$/i.exec(pattern) ?? [];
  if (!hostGlob) return undefined;
  const name = canonicalGlob(hostGlob);
  if (name === undefined) return undefined;
  const expression = globExpression(name);
  const port = portGlob === undefined || portGlob === '*' ? undefined : String(Number(portGlob));
  return (host) => expression.test(host.name) && (port === undefined || port === host.port);
}

function canonicalGlob(glob: string): string | undefined {
  if (!glob.includes('*')) return parseHost(glob)?.name;
  // Wildcards stand for parts of a name, so only the characters of names may surround them.
  return /^[\w.*-]+$/.test(glob) ? withoutTrailingDot(glob.toLowerCase()) : undefined;
}

function withoutTrailingDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
