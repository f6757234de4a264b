import { isAnyValue } from '@opentelemetry/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runInNewContext } from 'node:vm';
import { LOG_LIMITS, ValueNormalizer, type PlainAttributes } from './normalize-value.ts';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();

function normalize(source: object): { attributes: PlainAttributes; trimmed: number } {
  const normalizer = new ValueNormalizer(redactor);
  const attributes: PlainAttributes = {};
  normalizer.assign(attributes, source);
  return { attributes, trimmed: normalizer.trimmed };
}
const plain = (value: unknown) => normalize({ value }).attributes['value'];
const unreadable = (): never => {
  throw new Error('no');
};

describe('ValueNormalizer', () => {
  class Site {
    id = 'DE-7';
    #hidden = 1;
    get hidden() {
      return this.#hidden;
    }
  }

  it.each<[string, unknown, unknown]>([
    ['a text', 'ü', 'ü'],
    ['a number', 1.5, 1.5],
    ['a boolean', false, false],
    ['null', null, null],
    ['NaN', Number.NaN, 'NaN'],
    ['an infinity', -Infinity, '-Infinity'],
    ['a bigint', 2n ** 70n, '1180591620717411303424'],
    ['a symbol', Symbol('x'), 'Symbol(x)'],
    ['a function', () => 1, '[Function]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
    ['a regular expression', /a+/gi, '/a+/gi'],
    ['a URL', new URL('https://a.b/c'), 'https://a.b/c'],
    ['a boxed number', Object(5), 5],
    ['a promise', Promise.resolve(), '[Promise]'],
    ['bytes', Buffer.from('hello'), 'aGVsbG8='],
    ['an ArrayBuffer', new Uint8Array([1, 2]).buffer, 'AQI='],
    ['quantiles', new Float64Array([0.1, 0.5, Number.NaN]), [0.1, 0.5, 'NaN']],
    ['big integers', new BigInt64Array([1n]), ['1']],
    [
      'a Map',
      new Map<unknown, unknown>([
        ['a', 1],
        [2, new Map()],
        [{}, 3],
      ]),
      { a: 1, '2': {}, '[object]': 3 },
    ],
    ['a Set', new Set([1, 'a']), [1, 'a']],
    [
      'nested things',
      { a: [{ b: [undefined, null] }], c: undefined },
      { a: [{ b: [null, null] }] },
    ],
    ['an instance of a class', new Site(), { id: 'DE-7' }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['toJSON', { toJSON: () => ({ shown: new Date(0) }) }, { shown: '1970-01-01T00:00:00.000Z' }],
    [
      'toJSON that gives itself',
      Object.assign(
        { a: 1 },
        {
          toJSON() {
            return this;
          },
        },
      ),
      { a: 1 },
    ],
    ['toJSON that throws', { toJSON: unreadable }, '[unreadable: no]'],
    [
      'a getter that throws',
      {
        get bad() {
          return unreadable();
        },
        good: 1,
      },
      { bad: '[unreadable: no]', good: 1 },
    ],
    [
      'a proxy that throws',
      new Proxy({}, { ownKeys: unreadable, get: unreadable, getPrototypeOf: unreadable }),
      '[unreadable: no]',
    ],
    ['a revoked proxy', revokedProxy(), expect.stringContaining('[unreadable')],
    [
      'keys that carry a meaning',
      JSON.parse('{"__proto__":{"a":1},"constructor":2}'),
      { ___proto__: { a: 1 }, _constructor: 2 },
    ],
    [
      'an array of another realm',
      runInNewContext('[1, new Date(0), new Map([[1, 2]])]'),
      [1, '1970-01-01T00:00:00.000Z', { '1': 2 }],
    ],
  ])('makes something plain of %s', (_what, value, expected) => {
    expect(plain(value)).toEqual(expected);
  });

  it('tells an error with its causes and what hangs upon it', () => {
    const error = Object.assign(new TypeError('gone', { cause: new Error('why') }), {
      code: 'E42',
      request: { headers: { authorization: 'Bearer x' } },
    });
    expect(plain(error)).toEqual({
      type: 'TypeError',
      message: 'gone',
      stacktrace: expect.stringContaining('Caused by: Error: why'),
      code: 'E42',
      request: { headers: { authorization: '[redacted]' } },
    });
  });

  it('recognises an error of another realm', () => {
    const error: unknown = runInNewContext('new RangeError("far")');
    expect(plain(error)).toMatchObject({ type: 'RangeError', message: 'far' });
  });

  it('cuts a cycle, but not what merely appears twice', () => {
    const shared = { a: 1 };
    const node: Record<string, unknown> = { first: shared, second: shared };
    node['self'] = node;
    expect(plain(node)).toEqual({ first: { a: 1 }, second: { a: 1 }, self: '[Circular]' });
  });

  it('leaves out undefined and nameless attributes', () => {
    expect(normalize({ a: undefined, '': 1, b: 1 }).attributes).toEqual({ b: 1 });
  });

  it('shares nothing with what it was given', () => {
    const source = { list: [1], map: { a: 1 } };
    const { attributes } = normalize(source);
    source.list.push(2);
    source.map.a = 2;
    expect(attributes).toEqual({ list: [1], map: { a: 1 } });
  });

  it.each<[string, object, (attributes: PlainAttributes) => void]>([
    [
      'a long text',
      { text: 'x'.repeat(40_000) },
      ({ text }) => {
        expect(text).toMatch(/^x{32768}… \(7232 more characters\)$/);
      },
    ],
    [
      'many texts',
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'x'.repeat(30_000)])),
      (attributes) => {
        expect(JSON.stringify(attributes).length).toBeLessThan(LOG_LIMITS.totalText + 2_000);
      },
    ],
    [
      'a long array',
      { list: Array.from({ length: 10_000 }, (_, i) => i) },
      ({ list }) => {
        expect(list).toHaveLength(501);
        expect((list as unknown[]).at(-1)).toBe('… 9500 more');
      },
    ],
    [
      'many attributes',
      Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i])),
      (attributes) => {
        expect(Object.keys(attributes)).toHaveLength(120);
      },
    ],
    [
      'many keys of an object',
      { o: Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i])) },
      ({ o }) => {
        expect(Object.keys(o as object)).toHaveLength(128);
      },
    ],
    [
      'a big Map',
      { map: new Map(Array.from({ length: 1_000 }, (_, i) => [i, i])) },
      ({ map }) => {
        expect(Object.keys(map as object)).toHaveLength(128);
      },
    ],
    [
      'deep nesting',
      { deep: nested(100) },
      ({ deep }) => {
        expect(JSON.stringify(deep)).toBe('{"a":{"a":{"a":{"a":{"a":{"a":"[Object]"}}}}}}');
      },
    ],
    [
      'a wide tree',
      { tree: wide(4, 30) },
      ({ tree }) => {
        expect(JSON.stringify(tree).length).toBeLessThan(100_000);
      },
    ],
    [
      'many bytes',
      { bytes: Buffer.alloc(1_000_000) },
      ({ bytes }) => {
        expect((bytes as string).length).toBeLessThanOrEqual(32_768);
      },
    ],
    [
      'a long key',
      { ['k'.repeat(1_000)]: 1 },
      (attributes) => {
        expect(Object.keys(attributes)[0]).toHaveLength(256);
      },
    ],
    [
      'an error with a long message',
      { error: new Error('x'.repeat(50_000)) },
      ({ error }) => {
        expect((error as PlainAttributes)['message']).toHaveLength(8_193);
      },
    ],
  ])('cuts %s, and counts it', (_what, source, check) => {
    const { attributes, trimmed } = normalize(source);
    check(attributes);
    expect(trimmed).toBeGreaterThan(0);
  });

  it('makes a valid AnyValue and valid JSON of anything', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withObjectString: true,
          withSet: true,
          withSparseArray: true,
          withTypedArray: true,
          withBoxedValues: true,
          withUnboxedValues: true,
        } as fc.ObjectConstraints),
        (value) => {
          const result = plain(value);
          expect(result === undefined || isAnyValue(result)).toBe(true);
          const json = JSON.stringify(result);
          expect(json === undefined ? result : JSON.parse(json)).toEqual(result);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}

function wide(depth: number, width: number): unknown {
  return depth === 0
    ? 'leaf'
    : Object.fromEntries(Array.from({ length: width }, (_, i) => [i, wide(depth - 1, width)]));
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
