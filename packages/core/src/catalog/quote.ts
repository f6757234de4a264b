const MAX_LENGTH = 64;
const MAX_ITEMS = 8;

/** From the scheme of an address to its last `@`: user and password, also one with a slash or an `@` that nobody encoded. */
const USER_INFO = /:\/\/\S*@/;

/**
 * A value as it may stand in a message: short, on one line, the password of a connection string masked. Never throws, and reads
 * no property of an object.
 */
export function quote(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.replace(USER_INFO, '://***@');
    return JSON.stringify(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return quoteObject(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

function quoteObject(value: object): string {
  try {
    if (!Array.isArray(value)) return 'an object';
    const items = value.slice(0, MAX_ITEMS).map((item: unknown) => {
      return Array.isArray(item) ? 'an array' : quote(item);
    });
    return `[${items.join(', ')}${value.length > MAX_ITEMS ? ', …' : ''}]`;
  } catch {
    return 'an unreadable object';
  }
}
