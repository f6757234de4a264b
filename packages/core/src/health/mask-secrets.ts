import type { PlainValue } from '../logs/normalize-value.ts';
import { REDACTED, type Redactor } from '../logs/redactor.ts';

/** Characters that are looked at, and characters that are kept. */
const MAX_READ = 8_192;
const MAX_KEPT = 1_000;

/** What may be one address: no blank, no quote. */
const ADDRESS = /[^\s"'<>]+/g;
const SCHEME_AND_TOKEN = /\b(Bearer|Basic|Digest|Negotiate)\s{1,4}[\w.~+/=-]{8,}/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g;
const KEY = /([\w.-]{1,64})["']?\s{0,4}[=:]\s{0,4}/g;
const VALUE = /"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s;&]*/y;
/** Ends of keys that are no whole word of the redactor: `PGPASSWORD`, `dbSecret`. */
const SECRET_ENDING = /(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|credentials?)$/i;
// oxlint-disable-next-line no-control-regex -- they are what is to be taken out
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g;

/**
 * Masks what error messages tend to give away: user and password of connection strings, values of secret keys, tokens. One
 * line of at most 1000 characters. A heuristic: it masks rather too much than too little, and cannot know every secret.
 */
export function maskSecrets(text: string, redactor: Redactor): string {
  const addressless = text
    .slice(0, MAX_READ)
    .replace(ADDRESS, maskUserInfo)
    .replace(SCHEME_AND_TOKEN, `$1 ${REDACTED}`)
    .replace(JSON_WEB_TOKEN, REDACTED);
  const masked = maskValues(addressless, redactor).replace(UNPRINTABLE, ' ').trim();
  return masked.length > MAX_KEPT ? `${masked.slice(0, MAX_KEPT)}…` : masked;
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

function maskUserInfo(address: string): string {
  const start = address.indexOf('://') + 3;
  if (start === 2) return address;
  const rest = address.slice(start);
  const end = endOfAuthority(address.slice(0, start), rest);
  const at = rest.lastIndexOf('@', end - 1);
  const authority = at === -1 ? rest.slice(0, end) : `${REDACTED}@${rest.slice(at + 1, end)}`;
  return address.slice(0, start) + authority + maskUserInfo(rest.slice(end));
}

/**
 * A password may hold a slash that nobody encoded, so all of the address counts. Not in web addresses, where an `@` may belong
 * to the path, unless what follows the colon is no port.
 */
function endOfAuthority(scheme: string, rest: string): number {
  const end = rest.search(/[/?#]/);
  if (end === -1 || !/https?:\/\/$/i.test(scheme)) return rest.length;
  return /^[^:[\]]*:(?!\d*$)/.test(rest.slice(0, end)) ? rest.length : end;
}

/** Looks behind every key, also within the value of a key that is none: `url=…?password=…`. */
function maskValues(text: string, redactor: Redactor): string {
  let masked = '';
  let done = 0;
  KEY.lastIndex = 0;
  for (let match = KEY.exec(text); match; match = KEY.exec(text)) {
    const key = match[1] as string;
    if (!redactor.isSecret(key) && !SECRET_ENDING.test(key)) continue;
    VALUE.lastIndex = KEY.lastIndex;
    const value = VALUE.exec(text)?.[0] ?? '';
    masked += text.slice(done, KEY.lastIndex) + (value === '' ? '' : REDACTED);
    done = KEY.lastIndex += value.length;
  }
  return masked + text.slice(done);
}
