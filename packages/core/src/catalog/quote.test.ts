import { expect, test } from 'vitest';
import { quote } from './quote.ts';

test.each([
  ['postgres://forecast:secret@db:5432/sites', '"postgres://***@db:5432/sites"'],
  ['redis://:secret@cache', '"redis://***@cache"'],
  ['amqp://user:sec/r@et@broker', '"amqp://***@broker"'],
  [`mysql://user:${'secret'.repeat(20)}@db`, '"mysql://***@db"'],
  ['https://db/sites', '"https://db/sites"'],
])('no password of %s', (text, quoted) => {
  expect(quote(text)).toBe(quoted);
  expect(quote([text])).toBe(`[${quoted}]`);
});

test('a long text is cut, and stands on one line', () => {
  expect(quote('x'.repeat(100))).toBe(`"${'x'.repeat(64)}…"`);
  expect(quote('a\nb')).toBe('"a\\nb"');
});

test('whatever it is given, it says something and throws nothing', () => {
  const hostile = new Proxy([], {
    get: () => {
      throw new Error('no');
    },
  });

  expect([null, undefined, -0, 7n, Symbol('s'), () => 1, {}, [[1]]].map(quote)).toEqual([
    'null',
    'undefined',
    '-0',
    '7n',
    'Symbol(s)',
    'a function',
    'an object',
    '[an array]',
  ]);
  expect(quote(hostile)).toBe('an unreadable object');
});
