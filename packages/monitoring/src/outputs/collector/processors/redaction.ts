import { DEFAULT_REDACTED_KEYS } from '@fluxora/telemetry-core';
import type { Components } from '../collector-parts.ts';

/** What is masked wherever it stands in a value. RE2; `\z` instead of a dollar sign, which the Collector would read itself. */
export const SECRET_VALUES: readonly { readonly what: string; readonly pattern: string }[] = [
  {
    what: 'private keys',
    pattern: String.raw`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)`,
  },
  { what: 'JSON web tokens', pattern: String.raw`\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*` },
  {
    what: 'authorization headers',
    pattern: String.raw`(?i)\b(?:bearer|basic)\s+[a-z0-9._~+/=-]{12,}`,
  },
  { what: 'access keys of AWS', pattern: String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b` },
  { what: 'tokens of GitHub', pattern: String.raw`\bgh[pousr]_[A-Za-z0-9]{36,}\b` },
  { what: 'tokens of Slack', pattern: String.raw`\bxox[abeprs]-[A-Za-z0-9-]{10,}` },
  {
    what: 'user and password in a URL',
    pattern: String.raw`://[^/\s:@]+:[^/\s@]+@`,
  },
  {
    what: 'key and value of a secret in a text',
    pattern: String.raw`(?i)\b(?:password|passwd|passphrase|secret|api[_-]?key|access[_-]?token)\b["']?\s*[=:]\s*["']?[^\s"',;&]{3,}`,
  },
  {
    what: 'payment cards of 16 digits',
    pattern: String.raw`\b(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6011|65\d{2})[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b`,
  },
  { what: 'payment cards of 15 digits', pattern: String.raw`\b3[47]\d{2}[ -]?\d{6}[ -]?\d{5}\b` },
  {
    what: 'mail addresses',
    pattern: String.raw`\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b`,
  },
];

/**
 * The second look: our services mask what they know as secret before they send it; this catches what others write, and what stands in
 * texts. Attributes of spans, span events and records, and bodies. How many were masked is kept (`redaction.masked.count`), what they
 * were is not.
 */
export const redaction: Components = {
  redaction: {
    allow_all_keys: true,
    blocked_key_patterns: [secretKeyPattern(DEFAULT_REDACTED_KEYS)],
    blocked_values: SECRET_VALUES.map(({ pattern }) => pattern),
    summary: 'info',
  },
};

/** As our own redactor compares: the last part of a dotted key, whatever its case, `-` or `_`. */
export function secretKeyPattern(keys: readonly string[]): string {
  const spellings = new Set(keys.map((key) => key.replaceAll(/[-_]/g, '[-_]?')));
  return String.raw`(?i)(?:^|\.)(?:${[...spellings].join('|')})\z`;
}
