import type { PlainValue } from '../logs/normalize-value.ts';
import { REDACTED, type Redactor } from '../logs/redactor.ts';

/** Characters that are looked at, and characters that are kept. */
const MAX_READ = 8_192;
const MAX_KEPT = 1_000;

// Every repetition is bounded or starts at a place of its own, so that a text made to be slow is not.
const USER_INFO = /\b([a-z][a-z0-9+.-]{0,30}):\/\/([^\s"'<>]{0,512})@/gi;
const SCHEME_AND_TOKEN = /\b(Bearer|Basic|Digest|Negotiate)\s{1,4}[\w.~+/=-]{8,}/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g;
const KEY_AND_VALUE =
  /(?<![\w.-])([\w.-]{1,64})(["']?\s{0,4}[=:]\s{0,4})("(?:[^"\\]|\\.){0,512}"|'[^']{0,512}'|[^\s;&]+)/g;
/** Ends of keys that are no whole word of the redactor: `PGPASSWORD`, `dbSecret`. */
const SECRET_ENDING = /(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|credentials?)$/i;

/**
 * Masks what error messages tend to give away: user and password of connection strings, values of secret keys, tokens. One
 * line of at most 1000 characters. A heuristic: it masks rather too much than too little, and cannot know every secret.
 */
export function maskSecrets(text: string, redactor: Redactor): string {
  const masked = text
    .slice(0, MAX_READ)
    .replace(USER_INFO, maskUserInfo)
    .replace(SCHEME_AND_TOKEN, `$1 ${REDACTED}`)
    .replace(JSON_WEB_TOKEN, REDACTED)
    .replace(KEY_AND_VALUE, (all: string, key: string, separator: string) =>
      redactor.isSecret(key) || SECRET_ENDING.test(key) ? `${key}${separator}${REDACTED}` : all,
    )
    // oxlint-disable-next-line no-control-regex -- they are what is to be taken out
    .replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, ' ')
    .trim();
  return masked.length > MAX_KEPT ? `${masked.slice(0, MAX_KEPT)}…` : masked;
}

/** A password may hold a slash that nobody encoded, so the last `@` counts; only in web addresses it may belong to the path. */
function maskUserInfo(all: string, scheme: string, userInfo: string): string {
  const isWeb = /^https?$/i.test(scheme);
  const [authority = ''] = userInfo.split('/', 1);
  if (!isWeb || authority.length === userInfo.length) return `${scheme}://${REDACTED}@`;
  const at = authority.lastIndexOf('@');
  return at === -1 ? all : `${scheme}://${REDACTED}${all.slice(scheme.length + 3 + at)}`;
}

/** The same for every text within a value. */
export function maskSecretsWithin(value: PlainValue, redactor: Redactor): PlainValue {
  if (typeof value === 'string') return maskSecrets(value, redactor);
  if (Array.isArray(value)) return value.map((item) => maskSecretsWithin(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, maskSecretsWithin(each, redactor)]),
  );
}
