/** Longer statements are cut: what is left out could not be looked at. Characters. */
const MAX_LENGTH = 8_192;
const MAX_CACHED = 500;
/** Longer ones are not worth keeping. Characters. */
const MAX_CACHED_LENGTH = 2_048;

/** What is looked for, in this order; everything else is passed on. */
const COMMENT = String.raw`--[^\n]*|/\*[\s\S]*?(?:\*/|$)`;
/** A backslash is a character like any other, but not in `E'…'`. */
const STANDARD_STRING = String.raw`[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)`;
const MYSQL_STRING = String.raw`'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)`;
const DOLLAR_STRING = String.raw`\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)`;
/** With what may look like a value and is none: `$1`, `:id`, `@id`, `"order 66"`, `table1`. */
const NAME = String.raw`\$\d+|[:@]+[A-Za-z_]\w*|"[^"]*"|\x60[^\x60]*\x60|[A-Za-z_\u0080-\uFFFF][\w$\u0080-\uFFFF]*`;
const NUMBER = String.raw`\d[\w.]*(?:(?<=[eE])[+-]\d+)?`;

const IN_LIST = /\bIN\s*\(\s*\?(?:\s*,\s*\?)+\s*\)/gi;
/** The one place where Oracle takes a secret without quotes, or in the quotes of a name. */
const PASSWORD = /\b(IDENTIFIED\s+BY)\s+(?!VALUES\b)(?:"[^"]*"|[^\s;]+)/gi;
const PARAMETER = /^\$\d/;
const [QUOTE, DIGIT_0, DIGIT_9, LETTER_E] = [0x27, 0x30, 0x39, 0x65];
const PREFIXED = /\b(?:[bxnBXN]|[uU]&|_\w+)(?=\?)/g;

const TOKENS = {
  standard: toTokens(COMMENT, STANDARD_STRING, DOLLAR_STRING),
  mysql: toTokens(`${COMMENT}|#[^\\n]*`, MYSQL_STRING),
};

export type SqlDialect = keyof typeof TOKENS;

/** By text. The same few statements come again and again. */
const cache = { standard: new Map<string, string>(), mysql: new Map<string, string>() };

/**
 * A SQL statement without its values: every text and number literal becomes `?`, lists in `IN (…)` one, and comments go. Names and
 * placeholders stay. Linear in the length of the text.
 *
 * @param dialect - `mysql` takes backslashes as escapes and double quotes as those of a text.
 *
 * @example sanitizeSql("SELECT * FROM site WHERE name = 'Müller' AND id = $1") // SELECT * FROM site WHERE name = ? AND id = $1
 */
export function sanitizeSql(text: string, dialect: SqlDialect = 'standard'): string {
  const known = cache[dialect];
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const sanitized = withoutValues(text, dialect);
  if (text.length <= MAX_CACHED_LENGTH) {
    if (known.size >= MAX_CACHED) known.delete(known.keys().next().value as string);
    known.set(text, sanitized);
  }
  return sanitized;
}

/** The first word of a sanitized statement, in capitals: `SELECT`. */
export function sqlOperation(sanitized: string): string | undefined {
  return /^[\s(]*([A-Za-z]{2,30})\b/.exec(sanitized)?.[1]?.toUpperCase();
}

function withoutValues(text: string, dialect: SqlDialect): string {
  const isCut = text.length > MAX_LENGTH;
  const sanitized = (isCut ? text.slice(0, MAX_LENGTH) : text)
    .replace(TOKENS[dialect], (token) => kept(token, dialect))
    .replace(PREFIXED, '')
    .replace(PASSWORD, '$1 ?')
    .replace(IN_LIST, 'IN (?)')
    .trim();
  return isCut ? `${sanitized}…` : sanitized;
}

/** By its first character: cheaper than groups, of which every match would make an object. */
function kept(token: string, dialect: SqlDialect): string {
  const first = token.charCodeAt(0);
  const isText = token.charCodeAt(1) === QUOTE && (first | 0x20) === LETTER_E;
  if (isText || first === QUOTE || (first >= DIGIT_0 && first <= DIGIT_9)) return '?';
  switch (token[0]) {
    case '-':
    case '/':
    case '#':
      return ' ';
    case '"':
      return dialect === 'mysql' ? '?' : token;
    case '$':
      return PARAMETER.test(token) ? token : '?';
    default:
      return token;
  }
}

function toTokens(...parts: readonly string[]): RegExp {
  // Strings before names: `E'…'` begins like one.
  return new RegExp([...parts, NAME, NUMBER].join('|'), 'g');
}
