import { types } from '../node-builtins.ts';
import { exceptionAttributes, isError } from '../spans/exception-attributes.ts';
import { REDACTED, type Redactor } from './redactor.ts';

/** Bounds of one record. Beyond them values are cut, and every cut is counted as `oversize`. */
export const LOG_LIMITS = {
  /** Levels of nesting below an attribute. */
  depth: 6,
  /** Attributes of a record: with those we add it stays within the 128 of the SDK. */
  attributes: 120,
  /** Keys of an object. */
  keys: 128,
  /** Elements of an array. */
  items: 500,
  /** Values in all. */
  values: 2_000,
  /** Characters of a text. */
  text: 32_768,
  /** Characters of all texts. */
  totalText: 262_144,
  /** Characters of a key. */
  key: 256,
} as const;

/** What a log attribute becomes: JSON without surprises, and an OpenTelemetry AnyValue. */
export type PlainValue =
  string | number | boolean | null | PlainValue[] | { [key: string]: PlainValue };
export type PlainAttributes = Record<string, PlainValue>;

/** Keys to leave out; a Set is one. */
export interface KeySet {
  has(key: string): boolean;
}

/**
 * Turns whatever callers log into plain values: bounded, acyclic, secrets masked, safe to keep (nothing is shared with the
 * caller's objects). One instance serves one record.
 *
 * bigint, Date, RegExp, URL, symbols and functions become text; Map an object, Set and typed arrays an array; bytes base64;
 * NaN and infinities text, since JSON has no words for them. `toJSON` is honoured. A getter, `toJSON` or proxy that throws
 * becomes a text that says so.
 */
export class ValueNormalizer {
  /** Values that were cut. */
  trimmed = 0;
  readonly #redactor: Redactor;
  readonly #ancestors: object[] = [];
  #valuesLeft: number = LOG_LIMITS.values;
  #textLeft: number = LOG_LIMITS.totalText;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** Copies `source`'s own enumerable members, except `skip`, onto `target`. Never throws. */
  assign(target: PlainAttributes, source: object, skip?: KeySet): void {
    let keys: string[];
    try {
      keys = Object.keys(source);
    } catch {
      return;
    }
    const room = LOG_LIMITS.attributes - Object.keys(target).length;
    this.#ancestors.push(source);
    this.#assignKeys(target, source, keys, '', room, skip);
    this.#ancestors.pop();
  }

  /** Cuts a text to the limits. */
  text(text: string): string {
    const limit = Math.min(LOG_LIMITS.text, this.#textLeft);
    this.#textLeft -= Math.min(text.length, limit);
    if (text.length <= limit) return text;
    this.trimmed++;
    return `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
  }

  /** Any value as a text: a text as it is, everything else as JSON. Never throws. */
  anyText(value: unknown): string {
    const plain = this.#plain(value, '');
    return typeof plain === 'string' ? plain : JSON.stringify(plain);
  }

  #assignKeys(
    target: PlainAttributes,
    source: object,
    keys: readonly string[],
    parentPath: string,
    room: number = LOG_LIMITS.keys,
    skip?: KeySet,
  ): void {
    let count = 0;
    for (const key of keys) {
      if (key === '' || skip?.has(key)) continue;
      const value = read(source, key);
      // As in JSON, methods of an object are not part of its data.
      if (value === undefined || (typeof value === 'function' && parentPath !== '')) continue;
      if (count++ >= room || this.#valuesLeft-- <= 0) {
        this.trimmed++;
        return;
      }
      this.#assignOne(target, key, value, parentPath);
    }
  }

  #assignOne(target: PlainAttributes, key: string, value: unknown, parentPath: string): void {
    const path = parentPath === '' ? key : `${parentPath}.${key}`;
    if (key.length > LOG_LIMITS.key) this.trimmed++;
    target[safeKey(key)] = this.#redactor.isSecret(path) ? REDACTED : this.#plain(value, path);
  }

  #plain(value: unknown, path: string): PlainValue {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'number':
        // Adding 0 turns -0, which JSON does not know, into 0.
        return Number.isFinite(value) ? value + 0 : String(value);
      case 'boolean':
        return value;
      case 'bigint':
      case 'symbol':
        return this.text(String(value));
      case 'function':
        return '[Function]';
      case 'undefined':
        return null;
      case 'object':
        return value === null ? null : this.#plainObject(value, path);
      default:
        return null;
    }
  }

  #plainObject(value: object, path: string): PlainValue {
    if (this.#ancestors.includes(value)) return '[Circular]';
    if (this.#ancestors.length > LOG_LIMITS.depth || this.#valuesLeft <= 0) {
      this.trimmed++;
      return Array.isArray(value) ? '[Array]' : '[Object]';
    }
    this.#ancestors.push(value);
    try {
      return this.#describe(value, path);
    } catch (error) {
      return `[unreadable: ${describeFailure(error)}]`;
    } finally {
      this.#ancestors.pop();
    }
  }

  #describe(value: object, path: string): PlainValue {
    if (Array.isArray(value)) return this.#items(value, value.length, path);
    if (types.isDate(value)) {
      return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    }
    if (isError(value)) return this.#error(value, path);
    if (ArrayBuffer.isView(value)) return this.#binary(value, path);
    if (types.isAnyArrayBuffer(value)) return this.#bytes(new Uint8Array(value));
    if (types.isMap(value)) return this.#entries(value, path);
    if (types.isSet(value)) return this.#items(value, value.size, path);
    if (types.isRegExp(value) || value instanceof URL) return this.text(String(value));
    if (types.isPromise(value)) return '[Promise]';
    if (types.isBoxedPrimitive(value)) return this.#plain(value.valueOf(), path);

    const toJSON: unknown = (value as { toJSON?: unknown }).toJSON;
    if (typeof toJSON === 'function') {
      const json: unknown = toJSON.call(value, '');
      if (json !== value) return this.#plain(json, path);
    }
    const copy: PlainAttributes = {};
    this.#assignKeys(copy, value, Object.keys(value), path);
    return copy;
  }

  #items(items: Iterable<unknown>, length: number, path: string): PlainValue {
    const copy: PlainValue[] = [];
    for (const item of items) {
      if (copy.length === LOG_LIMITS.items || this.#valuesLeft <= 0) {
        this.trimmed++;
        copy.push(`… ${length - copy.length} more`);
        break;
      }
      this.#valuesLeft--;
      copy.push(this.#plain(item, path));
    }
    return copy;
  }

  #entries(map: Map<unknown, unknown>, path: string): PlainValue {
    const copy: PlainAttributes = {};
    let count = 0;
    for (const [key, value] of map) {
      if (count++ === LOG_LIMITS.keys) {
        this.trimmed++;
        break;
      }
      const name = typeof key === 'object' && key !== null ? '[object]' : String(key);
      if (value !== undefined && name !== '') this.#assignOne(copy, name, value, path);
    }
    return copy;
  }

  #error(error: Error, path: string): PlainValue {
    const described = exceptionAttributes(error, () => this.trimmed++);
    const copy: PlainAttributes = { type: described['exception.type'] };
    if (described['exception.message']) copy['message'] = this.text(described['exception.message']);
    if (described['exception.stacktrace']) {
      copy['stacktrace'] = this.text(described['exception.stacktrace']);
    }
    // What libraries hang upon their errors (code, status, query) explains more than the class.
    const keys = Object.keys(error).filter((key) => !Object.hasOwn(copy, key) && !SAID.has(key));
    this.#assignKeys(copy, error, keys, path);
    return copy;
  }

  #binary(view: ArrayBufferView, path: string): PlainValue {
    if (view instanceof Uint8Array || view instanceof DataView) {
      return this.#bytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    }
    const numbers = view as unknown as ArrayLike<number> & Iterable<number>;
    return this.#items(numbers, numbers.length, path);
  }

  #bytes(bytes: Uint8Array): PlainValue {
    const limit = Math.floor((Math.min(LOG_LIMITS.text, this.#textLeft) * 3) / 4);
    if (bytes.length > limit) this.trimmed++;
    return this.text(Buffer.from(bytes.subarray(0, limit)).toString('base64'));
  }
}

/** Members of an error that its stack trace already tells. */
const SAID = new Set(['name', 'message', 'stack', 'cause', 'errors']);

function read(source: object, key: string): unknown {
  try {
    return (source as Record<string, unknown>)[key];
  } catch (error) {
    return `[unreadable: ${describeFailure(error)}]`;
  }
}

function describeFailure(error: unknown): string {
  return (exceptionAttributes(error)['exception.message'] ?? 'unknown').slice(0, 200);
}

/** `__proto__` would set a prototype and `constructor` makes the SDK take a plain object for an instance of a class. */
function safeKey(key: string): string {
  if (key === '__proto__' || key === 'constructor') return `_${key}`;
  return key.length <= LOG_LIMITS.key ? key : key.slice(0, LOG_LIMITS.key);
}
