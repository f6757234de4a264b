/** Query parameters whose values are replaced, by OpenTelemetry semantic conventions, and names that are secrets anywhere. */
export const defaultRedactedQuery: readonly string[] = Object.freeze([
  'X-Amz-Signature',
  'X-Amz-Credential',
  'X-Amz-Security-Token',
  'AWSAccessKeyId',
  'Signature',
  'sig',
  'X-Goog-Signature',
  'access_token',
  'api_key',
  'apikey',
  'client_secret',
  'id_token',
  'password',
  'refresh_token',
  'secret',
  'token',
]);

const REDACTED = 'REDACTED';

/** Replaces the values of secret parameters and keeps everything else as it was sent. */
export type QueryRedactor = (query: string) => string;

export function createQueryRedactor(parameters: readonly string[]): QueryRedactor {
  const secrets = new Set(parameters);
  if (secrets.size === 0) return (query) => query;
  return (query) => {
    // Most queries have no secret: they are handed on as they are, nothing is split and joined.
    if (!query.includes('=')) return query;
    let redacted = '';
    let copied = 0;
    let start = 0;
    while (start < query.length) {
      let end = query.indexOf('&', start);
      if (end === -1) end = query.length;
      const equals = query.indexOf('=', start);
      if (equals !== -1 && equals < end && isSecret(query.slice(start, equals), secrets)) {
        redacted += `${query.slice(copied, equals + 1)}${REDACTED}`;
        copied = end;
      }
      start = end + 1;
    }
    return copied === 0 ? query : redacted + query.slice(copied);
  };
}

function isSecret(name: string, secrets: ReadonlySet<string>): boolean {
  if (secrets.has(name)) return true;
  if (!name.includes('%')) return false;
  try {
    return secrets.has(decodeURIComponent(name));
  } catch {
    return false;
  }
}
