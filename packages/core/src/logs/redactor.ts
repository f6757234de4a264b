/** What stands in place of a secret, on the console and in OTLP alike. */
export const REDACTED = '[redacted]';

/**
 * Keys whose values are masked in every log record. Case, `-` and `_` do not matter: `apiKey`, `api_key` and `X-API-Key`
 * are covered. They hold at any depth, and for the last part of a dotted key (`user.password`).
 */
export const DEFAULT_REDACTED_KEYS: readonly string[] = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'client_secret',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'auth_token',
  'session_token',
  'api_key',
  'x_api_key',
  'private_key',
  'secret_key',
  'access_key',
  'secret_access_key',
  'aws_secret_access_key',
  'authorization',
  'proxy_authorization',
  'cookie',
  'set_cookie',
  'credentials',
  'connection_string',
];

/** Verdicts remembered per redactor; keys come from code, so there are few. */
const MAX_REMEMBERED = 2_000;

/** Tells which attributes are secret by their key. */
export interface Redactor {
  /** @param path - Keys from the attribute down to the value, joined by dots. */
  isSecret(path: string): boolean;
}

/**
 * Compiles redaction patterns, in addition to {@link DEFAULT_REDACTED_KEYS}. A pattern is compared with the end of a
 * value's path, part by part; `*` in a part stands for any characters: `password` at any depth, `*.token` below anything,
 * `user.mail` only below `user`. Patterns that are no strings are ignored.
 */
export function createRedactor(patterns: readonly string[] = []): Redactor {
  const names = new Set<string>();
  const suffixes: RegExp[][] = [];
  // One text instead of a list of them is an easy slip, and would be taken apart into letters.
  const given: readonly unknown[] = Array.isArray(patterns) ? patterns : [patterns];
  for (const pattern of [...DEFAULT_REDACTED_KEYS, ...given]) {
    if (typeof pattern !== 'string' || pattern === '') continue;
    const parts = pattern.split('.').map(plain);
    if (parts.length === 1 && !pattern.includes('*')) names.add(parts[0] as string);
    else suffixes.push(parts.map(partExpression));
  }
  const verdicts = new Map<string, boolean>();
  return {
    isSecret(path) {
      let verdict = verdicts.get(path);
      if (verdict === undefined) {
        verdict = matches(path, names, suffixes);
        if (verdicts.size < MAX_REMEMBERED) verdicts.set(path, verdict);
      }
      return verdict;
    },
  };
}

function matches(path: string, names: ReadonlySet<string>, suffixes: RegExp[][]): boolean {
  const parts = path.split('.').map(plain);
  if (names.has(parts.at(-1) as string)) return true;
  return suffixes.some(
    (suffix) =>
      suffix.length <= parts.length &&
      suffix.every((expression, index) =>
        expression.test(parts[parts.length - suffix.length + index] as string),
      ),
  );
}

function plain(part: string): string {
  return part.toLowerCase().replace(/[-_]/g, '');
}

function partExpression(part: string): RegExp {
  const source = part.replace(/[\\^$.+?()[\]{}|/]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 's');
}
