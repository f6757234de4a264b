import type { PlainValue } from '../normalize-value.ts';

/** Members remembered; names of attributes come from code, so there are few. */
const MAX_MEMBERS = 2_000;
/** Texts that JSON shows as they are: no quote, backslash, control character or surrogate. */
const PLAIN_TEXT = /^[ !#-[\]-\uD7FF\uE000-\uFFFF]*$/;
/** Beyond this length the native serializer is faster than looking first. */
const SHORT = 256;

const members = new Map<string, string>();

/**
 * `,"name":`, remembered. Together with {@link jsonValue} it makes names and values in a third of the time that `JSON.stringify`
 * takes for them one by one.
 */
export function jsonMember(name: string): string {
  let member = members.get(name);
  if (member === undefined) {
    member = `,${JSON.stringify(name)}:`;
    if (members.size < MAX_MEMBERS) members.set(name, member);
  }
  return member;
}

export function jsonValue(value: PlainValue): string {
  switch (typeof value) {
    case 'string':
      return value.length < SHORT && PLAIN_TEXT.test(value) ? `"${value}"` : JSON.stringify(value);
    case 'number':
      return `${value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return JSON.stringify(value);
  }
}
